import { code } from '../code.js';

export const sparkCodes = {} as const;
void code;

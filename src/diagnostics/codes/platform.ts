import { code } from '../code.js';

export const platformCodes = {} as const;
void code;

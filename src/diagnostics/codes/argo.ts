import { code } from '../code.js';

export const argoCodes = {} as const;
void code;

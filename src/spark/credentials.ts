// Placeholder until the rules land: replaced whole.
export const credentialIn = (_key: string, _value: string): { rule: string } | undefined => undefined;

/** A decimal number's value as text, the same for every way to write it; undefined for other notations. */
function normalForm(text: string): string | undefined {
  const match = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  const short = digits.slice(0, end);
  if (short === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - short.length;
  return `${sign === '-' ? '-' : ''}${short}e${power}`;
}

/** Whether a JavaScript number says the same as the text it was read from. */
export function isExact(text: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const written = normalForm(text);
  return written === undefined ? Number.isSafeInteger(value) : written === normalForm(String(value));
}

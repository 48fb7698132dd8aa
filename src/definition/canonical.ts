/**
 * JSON without blanks and with the keys of every object in the order of their UTF-16 code units: one text for one
 * meaning. For plain data that is nested at most as deep as a source may be.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Written directly: an object would move keys such as "10" to the front.
  const texts = members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${texts.join(',')}}`;
}

/** The same data with the members of every object in that order: what is made of it does not tell how it was written. */
export function inOrder<T>(data: T): T {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(inOrder) as T;
  const members = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, inOrder<unknown>(member)])) as T;
}

/** A number as text, without an exponent where it is whole. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

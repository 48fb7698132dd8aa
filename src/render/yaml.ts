/** What can be written as YAML or JSON; members that are undefined are left out. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };

type Collection = readonly Plain[] | Readonly<Record<string, Plain | undefined>>;

const isCollection = (value: Plain | undefined): value is Collection => typeof value === 'object' && value !== null;

const isEmpty = (value: Collection): boolean => Object.values(value).every((member) => member === undefined);

/**
 * Writes plain data as YAML that every reader understands alike, of YAML 1.1 or 1.2: only what no reader can take for
 * anything but a text stands without quotes, no line is folded, a text of several lines is a literal block.
 * test/conformance/yaml holds it against the readers.
 */
export const toYaml = (value: object): string => {
  const pieces: string[] = [];
  add(value as Collection, '', pieces);
  pieces.push('\n');
  return pieces.join('');
};

/** Adds a value to the pieces of a text; its first line has no margin. */
function add(value: Plain, margin: string, pieces: string[]): void {
  if (!isCollection(value)) {
    pieces.push(scalar(value, margin));
    return;
  }
  const inner = `${margin}  `;
  const before = pieces.length;
  const line = (start: string): number => pieces.push(pieces.length > before ? `\n${margin}${start}` : start);
  if (Array.isArray(value)) {
    for (const item of value as readonly Plain[]) {
      line('- ');
      add(item, inner, pieces);
    }
  } else {
    for (const [key, member] of Object.entries(value as Readonly<Record<string, Plain | undefined>>)) {
      if (member === undefined) continue;
      const written = inLine(key);
      // Readers look for a key's colon within 1024 characters.
      line(written.length > longestKey ? `? ${written}\n${margin}:` : `${written}:`);
      pieces.push(isCollection(member) && !isEmpty(member) ? `\n${inner}` : ' ');
      add(member, inner, pieces);
    }
  }
  if (pieces.length === before) pieces.push(Array.isArray(value) ? '[]' : '{}');
}

const longestKey = 1000;

/** Texts that are no boolean, null, number or date to any reader (E0 is a number to some, `=` and `<<` are tags). */
const word =
  /^(?!(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?\d+)$)(?:--|\??-{0,2}\(?[a-z/](?:(?:[!-9;-~]|:(?! )| (?![ #]))*[!-9;-~])?)$/i;
/** 500m, 4Gi, 1.0.1, a digest: a number with a unit, with two dots, or with these letters, is none. */
const measured = /^(?:\d+(?:(?:\.\d+)?(?:[mkgts]|[kmgtp]i|ms)|(?:\.\d+){2,})|(?!0b|\d+(?:e\d+)?$)[0-9a-f]{64})$/i;

// What stands for itself in every reader: no control characters, no line ends of YAML 1.1, no byte order mark; and for
// a person: no mark that shows what follows in another order than it is read.
const unprintable =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}|\p{Bidi_Control}/u;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const escaped = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}|\p{Bidi_Control}/gu;
const names: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' };
const escape = (character: string): string =>
  names[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text on one line. */
export function inLine(text: string): string {
  if (word.test(text) || measured.test(text)) return text;
  return text.includes('"') && !/['\\\n\t]/.test(text) && !unprintable.test(text)
    ? `'${text}'`
    : `"${text.replace(escaped, escape)}"`;
}

/** Lines that no reader strips, after a first one that tells the margin. */
const isBlock = (text: string): boolean =>
  /^[^\s].*\n/.test(text) && !/^[^\S\n]+$/m.test(text) && !unprintable.test(text);

function scalar(value: Exclude<Plain, Collection>, margin: string): string {
  if (typeof value === 'number') return number(value);
  if (typeof value !== 'string') return String(value);
  if (!isBlock(value)) return inLine(value);
  const chomping = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const body = (chomping === '-' ? value : value.slice(0, -1)).replace(/\n(?!\n|$)/g, `\n${margin}`);
  return `|${chomping}\n${margin}${body}`;
}

/** Some readers ask for a point and a sign. */
const number = (value: number): string =>
  Number.isFinite(value)
    ? (Object.is(value, -0) ? '-0.0' : String(value)).replace(/^(-?\d+)e/, '$1.0e')
    : Number.isNaN(value)
      ? '.nan'
      : value > 0
        ? '.inf'
        : '-.inf';

/** The same, indented by so many spaces, without the last line end: for a template. */
export const block = (value: object, indent: number): string => {
  const margin = ' '.repeat(indent);
  return toYaml(value)
    .slice(0, -1)
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join('\n');
};

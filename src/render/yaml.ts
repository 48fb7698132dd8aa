import { stringify } from 'yaml';

/** What can be written as YAML or JSON; members that are undefined are left out. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** In a block, Go's reader takes a tab before the first word for indentation. */
const beginsWithTab = (value: unknown): boolean =>
  typeof value === 'string'
    ? /^[ \n]*\t/.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(beginsWithTab);

const library = (value: unknown): string =>
  stringify(value, {
    aliasDuplicateObjects: false,
    blockQuote: beginsWithTab(value) ? false : 'literal',
    compat: 'yaml-1.1',
    defaultKeyType: 'PLAIN',
    defaultStringType: 'PLAIN',
    lineWidth: 0,
    nullStr: 'null',
  });

/**
 * Writes plain data as YAML that every reader understands alike: what YAML 1.1 or 1.2 would take for something else is
 * quoted, no line is folded, a text of several lines is a literal block.
 *
 * The bytes are the library's, which decides how each text is written. Only the indentation of mappings and lists is
 * made here: to ask the library again for texts that all manifests share took most of a compilation's time.
 */
export const toYaml = (value: object): string => (hasUsualKeys(value) ? ownText(value as Collection) : library(value));

function ownText(value: Collection): string {
  const pieces: string[] = [];
  add(value, '', pieces);
  pieces.push('\n');
  return pieces.join('');
}

type Collection = readonly Plain[] | Readonly<Record<string, Plain | undefined>>;

const isCollection = (value: Plain | undefined): value is Collection => typeof value === 'object' && value !== null;

/** Other keys, such as very long ones, may need forms of their own. */
const hasUsualKeys = (value: object): boolean =>
  (Array.isArray(value) || Object.keys(value).every((key) => /^\w[-\w./]{0,999}$/.test(key))) &&
  Object.values(value).every((member: Plain) => !isCollection(member) || hasUsualKeys(member));

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
      line(`${scalar(key, inner)}:`);
      pieces.push(isCollection(member) && !isEmpty(member) ? `\n${inner}` : ' ');
      add(member, inner, pieces);
    }
  }
  if (pieces.length === before) pieces.push(Array.isArray(value) ? '[]' : '{}');
}

const isEmpty = (value: Collection): boolean => Object.values(value).every((member) => member === undefined);

/** Texts that are no boolean, null or number to any reader (E0 is one to some); dates begin with no letter. */
const plain =
  /^(?!(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?\d+)$)\??-{0,2}[a-z/](?:(?:[-\w.:/=@+{}]|\b \b)*[\w/}])?$/i;
/** Argo's tags: a brace at the beginning must be quoted, and nothing here must be escaped. */
const quoted = /^\{[ !#-[\]-~]*$/;
/** Texts as the library writes them, by margin. */
const written = new Map<string, Map<string, string>>();
/** How much they may be, in UTF-16 code units. */
const room = 2 ** 20;
let taken = 0;

function scalar(value: Exclude<Plain, Collection>, margin: string): string {
  if (typeof value !== 'string') return library([value]).slice(2, -1);
  if (plain.test(value)) return value;
  if (quoted.test(value)) return `"${value}"`;
  const known = written.get(margin)?.get(value);
  if (known !== undefined) return known;
  // The library indents by two.
  const text = library([value]).slice(2, -1).replaceAll('\n  ', `\n${margin}`);
  if (taken > room) {
    written.clear();
    taken = 0;
  }
  taken += value.length + text.length;
  const texts = written.get(margin) ?? new Map<string, string>();
  written.set(margin, texts.set(value, text));
  return text;
}

/** The same, indented by so many spaces, without the last line end: for a template. */
export const block = (value: object, indent: number): string => {
  const margin = ' '.repeat(indent);
  return toYaml(value)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join('\n');
};

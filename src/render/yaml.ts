import { stringify } from 'yaml';

/** What can be written as YAML or JSON; members that are undefined are left out. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/**
 * Writes plain data as YAML that every reader understands alike: what YAML 1.1 or 1.2 would take for something else is
 * quoted, no line is folded, a text of several lines is a literal block.
 */
export const toYaml = (value: object): string =>
  stringify(value, {
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
    compat: 'yaml-1.1',
    defaultKeyType: 'PLAIN',
    defaultStringType: 'PLAIN',
    lineWidth: 0,
    nullStr: 'null',
  });

/** The same, indented by so many spaces, without the last line end: for a template. */
export const block = (value: object, indent: number): string => {
  const margin = ' '.repeat(indent);
  return toYaml(value)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join('\n');
};

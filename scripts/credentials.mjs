// Takes the shapes of vendors' tokens from gitleaks (MIT), whose rules its community keeps up, into
// src/credentials/generated/gitleaks.ts. Called by hand, with Go at hand, when gitleaks has a new version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegExpParser } from '@eslint-community/regexpp';
import { parse } from 'smol-toml';

const version = 'v8.30.0';
const module = `github.com/zricethezav/gitleaks/v8@${version}`;

/** Go's syntax as JavaScript's. What ends a token there is left out: here, its characters do. */
const inJavaScript = (regex) =>
  regex
    // Rules that want a vendor's name beside the token: the token alone.
    .replace(/^.*?\[\\x60'"\\s=\]\{0,5\}/, '')
    .replace(/\(\?:\[\\x60'"\\s;\]\|\\\\\[nr\]\|\$(?:\|\\b)?\)$|\(\?:\[\^[^\]]*\]\|\\z\)$|\\b$/, '')
    .replaceAll(/\(\?-?i\)|\\b/g, '')
    .replaceAll(/\(\?-?i:/g, '(?:')
    .replaceAll(/(?<!\\)\((?!\?)/g, '(?:')
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('\\x60', '`');

/** The texts that a shape can begin with. */
function beginnings({ elements }) {
  let found = [''];
  for (const element of elements) {
    let next;
    if (element.type === 'Character') next = [String.fromCodePoint(element.value)];
    else if (element.type === 'Group') next = element.alternatives.flatMap(beginnings);
    else return found;
    found = found.flatMap((one) => next.map((other) => one + other));
    const whole = (node) =>
      node.type === 'Character' || (node.type === 'Group' && node.alternatives.every((a) => a.elements.every(whole)));
    if (!whole(element)) return found;
  }
  return found;
}

const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' }));
const { rules } = parse(readFileSync(join(Dir, 'config/gitleaks.toml'), 'utf8'));
const parser = new RegExpParser();
const shapes = [];
const left = [];
for (const { id, regex } of rules) {
  const source = regex && inJavaScript(regex);
  let starts = [];
  try {
    new RegExp(source);
    starts = parser.parsePattern(source).alternatives.flatMap(beginnings);
  } catch {
    // told as left out
  }
  // A shape begins with letters of its own, so that one look over a text finds where it may begin.
  const distinct =
    starts.length > 0 && starts.every((one) => one.length >= 4 || (one.length === 3 && /\W|_/.test(one)));
  // Not the beginning of a URL, a PEM or a command: those are judged by all that they say.
  if (!distinct || starts.some((one) => /^(?:http|-----|curl|<)/.test(one))) left.push(id);
  else shapes.push([starts, source, /\(\?i[:)]/.test(regex), id]);
}
const lines = shapes.map(([starts, source, caseless, id]) => {
  const shape = new RegExp(source, caseless ? 'iy' : 'y');
  return `  [${JSON.stringify(starts)}, ${JSON.stringify(shape.source)}, '${shape.flags}', '${id}'],`;
});
const text = `// Made by scripts/credentials.mjs from the rules of gitleaks ${version}, Copyright (c) 2019 Zachary Rice, MIT License.
/** What a token begins with; its shape; what it is. */
export const gitleaks: readonly (readonly [starts: readonly string[], shape: string, flags: string, id: string])[] = [
${lines.join('\n')}
];
`;
writeFileSync(fileURLToPath(new URL('../src/credentials/generated/gitleaks.ts', import.meta.url)), text);
console.log(`${shapes.length} shapes; left out: ${left.join(' ')}`);

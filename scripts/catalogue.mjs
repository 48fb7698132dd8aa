// Packs src/spark-keys/keys.tsv (one key a line, for people and diffs) into the one string that the catalogue reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../src/spark-keys/${path}`, import.meta.url));

/** Front coding: a line is the number of characters it shares with the line before, a space, and its own rest. */
export function pack(tsv) {
  let before = '';
  return tsv
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      let shared = 0;
      while (shared < before.length && line[shared] === before[shared]) shared += 1;
      before = line;
      return `${shared} ${line.slice(shared)}`;
    })
    .join('\n');
}

export function packCatalogue() {
  const lines = readFileSync(at('keys.tsv'), 'utf8').split('\n');
  const isPattern = (line) => /^[^\t]*[*?]/.test(line);
  const packed = pack(lines.filter((line) => !isPattern(line)).join('\n'));
  const patterns = lines.filter((line) => !line.startsWith('#') && isPattern(line)).join('\n');
  const constant = (name, text) => `export const ${name} =\n  ${JSON.stringify(text)};\n`;
  const source = `// Made by scripts/catalogue.mjs from keys.tsv.\n${constant('packed', packed)}${constant('patterns', patterns)}`;
  writeFileSync(at('generated/keys.ts'), source);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packCatalogue();

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { credentialIn } from '../spark/credentials.js';
import { hidden } from './changes.js';

const setting = /^(.*?--conf=)([^=]+)=(.*)$/;
const member = /^(.*?)([\w.-]+)\s*[:=]\s*["']?(.*?)["']?$/;

/** A file that was changed by hand may hold a credential. */
function redact(line: string): string {
  for (const shape of [setting, member]) {
    const [, before = '', key = '', value = ''] = shape.exec(line) ?? [];
    if (key !== '' && credentialIn(key, value)) return `${before}${key}=${hidden}`;
  }
  return credentialIn('', line) ? hidden : line;
}

/** More differing lines than a person reads; finding the fewest would take long. */
const most = 4000;

/** The difference of two texts in the unified format, credentials hidden. A text that is absent is a file that is. */
export function patch(path: string, before: string | undefined, after: string | undefined): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const options = { context: 3, maxEditLength: most, headerOptions: FILE_HEADERS_ONLY };
  const text = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, options);
  if (text === undefined) return `--- ${from}\n+++ ${to}\n(more than ${most} lines differ)\n`;
  return text
    .split('\n')
    .map((line, n) => (n > 1 && /^[-+ ]/.test(line) ? line.slice(0, 1) + redact(line.slice(1)) : line))
    .join('\n');
}

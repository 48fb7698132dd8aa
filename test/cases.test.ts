import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/diagnostics/index.js';
import { argsOf, fileOf, inFolder, names, readCase, write } from './archive.js';
import { run } from './cli.js';

// A case holds `args` (one argument a line), its inputs, `stdin` among them, and what is expected of stdout, stderr and the
// exit code. UPDATE=1 writes what comes out instead of comparing; read the difference before you commit it.
describe.concurrent('cases', () => {
  it.each(names)('%s', async (name) => {
    const files = readCase(name);
    const { exit, stderr, stdout } = await inFolder(files, (dir) => run(argsOf(files), dir, files.get('stdin')));
    const came = Object.entries({ stdout, stderr, exit: `${exit}\n` }).filter(([, text]) => text !== '');
    const text = write([
      ...[...files].filter(([path]) => !path.startsWith('expected.')),
      ...came.map(([what, text]) => [`expected.${what}`, Buffer.from(text)] as const),
    ]);
    if (process.env.UPDATE) writeFileSync(fileOf(name), text);
    else expect(text).toBe(readFileSync(fileOf(name), 'utf8'));
  });
});

describe('the diagnostics', () => {
  it('each have a case', () => {
    const elsewhere = [
      // Its input has 11 MiB: made by bad-input.test.ts.
      'too-large',
      // Their inputs have 10,000 mistakes, 1 MB: made by bad-input.test.ts.
      'more-findings',
      'too-many-items',
      'too-many-parts',
      // Only the hook gives up: made by http/.
      'too-much-work',
      // Only a live API server says so: made by live/.
      ...['cluster-refuses', 'field-conflict'],
      // They need a repository or another process: made by gitops/.
      ...['branch-in-the-way', 'commit-refused', 'detached-head', 'folder-in-use', 'outside-repository'],
      ...['repository-locked', 'unfinished-merge', 'unknown-revision'],
    ];
    const told = names.map((name) => String(readCase(name).get('expected.stderr') ?? '')).join('');
    const untold = Object.keys(catalogue).filter((code) => !told.includes(`[${code}]`) && !elsewhere.includes(code));
    expect(untold).toEqual([]);
  });
});

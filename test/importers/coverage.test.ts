import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusTable } from './corpus.js';
import { coverage, implied } from './coverage.js';

// UPDATE=1 writes docs/import.md.

const code = (text: string): string => `\`${text.replace(/\bNAME\b/g, '*')}\``;

describe('every member of an operator’s schema', () => {
  const pages = coverage();

  it.each(pages)('$one.title is carried or named', ({ fates }) => {
    const unaccounted = fates.filter(
      ({ member, fate: { carried, lost } }) =>
        carried.length === 0 && lost === undefined && !Object.hasOwn(implied, member.path),
    );
    expect(unaccounted.map(({ member }) => member.path)).toEqual([]);
  });

  it('shows, where it is carried, in what the real Spark creates: as conformance has seen it', () => {
    const shown = readFileSync('test/importers/members/shown.tsv', 'utf8').trimEnd().split('\n');
    const carried = pages.flatMap(({ one, fates }) =>
      fates
        .filter(({ fate }) => fate.carried.length > 0)
        .map(({ member }) => `${one.title.replace(/`/g, '')}\t${member.path}`),
    );
    expect(shown.map((line) => line.replace(/\t[^\t]*$/, ''))).toEqual(carried);
    const nowhere = shown.filter((line) => line.endsWith('\tonly in what is checked'));
    expect(nowhere.map((line) => line.split('\t')[1])).toEqual(['sparkVersion', 'runtimeVersions.sparkVersion']);
  });

  it('is in docs/import.md', () => {
    const lines = pages.flatMap(({ one, list, fates }) => {
      const rows = new Map<string, string>();
      let [carried, lost, said] = [0, 0, 0];
      /** The members below one, where all of them are lost for the same reason. */
      const alike = (top: string): number => {
        const below = fates.filter(({ member }) => member.path.startsWith(`${top}.`));
        const reasons = new Set(below.map(({ fate }) => (fate.carried.length > 0 ? undefined : fate.lost)));
        return reasons.size === 1 && !reasons.has(undefined) ? below.length : 0;
      };
      for (const { member, fate: found } of fates) {
        const why = found.lost ?? '';
        if (found.carried.length > 0) {
          carried++;
          const also = why === '' ? '' : `; lost: ${why}`;
          rows.set(member.path, `${found.carried.map(code).join(', ')}${found.where}${also}`);
        } else if (Object.hasOwn(implied, member.path)) {
          said++;
          rows.set(member.path, `nothing: ${implied[member.path] ?? ''}`);
        } else {
          lost++;
          const above = member.path.split('.').map((_, i, parts) => parts.slice(0, i).join('.'));
          const top = above.find((path) => path !== '' && alike(path) > 1);
          rows.set(
            top === undefined ? member.path : `${top}.NAME`,
            `lost: ${why}${top === undefined ? '' : ` (${alike(top)} members)`}`,
          );
        }
      }
      const total = carried + lost + said;
      return [
        `## ${one.title}`,
        '',
        `${list.length} members, of which ${total} hold a value: ${carried} are carried over, ${lost} are named when they are lost, ${said} say what the rest says.`,
        '',
        '| member of spec | becomes |',
        '| --- | --- |',
        ...[...rows].map(([path, becomes]) => `| ${code(path)} | ${becomes} |`),
        '',
      ];
    });
    const page = [
      '<!-- Written by test/importers/coverage.test.ts; do not edit. -->',
      '',
      '# What becomes of an operator’s application',
      '',
      'Each member of the operators’ own schemas was given to `alida-argo import`: what it becomes in the definition and the',
      'profile, or why it is named as lost. `*` stands for a name of one’s own.',
      '',
      ...lines,
      ...corpusTable(),
    ].join('\n');
    const file = new URL('../../docs/import.md', import.meta.url);
    if (process.env.UPDATE) writeFileSync(file, page);
    expect(page).toBe(readFileSync(file, 'utf8'));
  });
});

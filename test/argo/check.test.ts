import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { child, segments } from '../../src/definition/pointer.js';
import { violations } from '../../src/argo/check.js';
import { expr, fixed, isText, literal, type Text } from '../../src/argo/placeholder.js';
import { line, type Line } from '../../src/render/index.js';
import { compileService, defaultProfile, readSource, Report, type CompiledService } from '../../src/index.js';

// The result is looked at once more: what these plant stands for a mistake of the generator.

const compiled = (): CompiledService => {
  const report = new Report();
  const file = 'examples/kmeans/service.json';
  const source = readSource(file, readFileSync(file, 'utf8'), report);
  const service = source && compileService(source, defaultProfile, report);
  if (!service) throw new Error('the example is refused');
  return service;
};
const { draft, manifest } = compiled();

/** The manifest with what stands at a pointer replaced. */
function planted(pointer: string, replace: (old: string) => string): typeof manifest {
  const copy = structuredClone(manifest);
  const keys = segments(pointer);
  const last = keys.pop() ?? '';
  let parent = copy as unknown as Record<string, unknown>;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  parent[last] = replace(String(parent[last]));
  return copy;
}
const made = (value: unknown = draft, pointer = ''): [string, Text][] => {
  if (isText(value)) return [[pointer, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => made(member, child(pointer, key)));
};
const at = (holds: (text: string, pointer: string, meaning: Text['meaning']) => boolean): string => {
  const [pointer] = made().find(([where, text]) => holds(String(text), where, text.meaning)) ?? [];
  if (pointer === undefined) throw new Error('the manifest has no such text');
  return pointer;
};
const argumentsAt = at((_, __, meaning) => meaning !== undefined && 'lines' in meaning && meaning.lines.length > 5);
const patchAt = at((_, pointer) => pointer.endsWith('/podSpecPatch'));
const tagAt = at((text) => text.startsWith('{{inputs.parameters.'));

describe('the finished manifest', () => {
  it('has no violation', () => {
    expect(violations(manifest, draft)).toEqual([]);
  });

  it.each<[string, string, (old: string) => string]>([
    ['a tag in a text', '/metadata/annotations/alida.io~1version', (old) => `${old}{{workflow.name}}`],
    ['an expression for a variable', tagAt, () => "{{=sprig.env('HOME')}}"],
    ['another parameter', tagAt, () => '{{inputs.parameters.other}}'],
    ['a tag that is gone', tagAt, () => 'x'],
    ['a line more of spark-submit', argumentsAt, (old) => `${old}--conf=spark.kubernetes.container.image=evil\n`],
    ['a line that was split', argumentsAt, (old) => old.replace('=', '\n')],
    ['a line less', argumentsAt, (old) => old.slice(0, old.lastIndexOf('\n', old.length - 2) + 1)],
    ['a patch with another member', patchAt, (old) => old.replace('{', '{"hostNetwork":true,')],
    ['a patch that is no JSON', patchAt, (old) => `${old}}`],
    ['a namespace that is a path', '/metadata/namespace', () => '../victim'],
    ['a name that is no label', '/metadata/name', () => 'A b'],
    ['two templates of a name', '/spec/templates/1/name', () => manifest.spec.templates[0]?.name ?? ''],
    ['a label’s value', '/metadata/labels/alida.io~1service', () => '-x-'],
  ])('is refused with %s', (_, pointer, replace) => {
    expect(violations(planted(pointer, replace), draft).join()).toMatch(/\/.*: /);
  });
});

describe('the types', () => {
  it('let no plain string stand where an encoder is asked for', () => {
    const plain = 'x';
    // @ts-expect-error -- a text of a manifest is made by `fixed`, `input`, `expression` …
    const text: Text = plain;
    // @ts-expect-error -- a line is made by `line`
    const one: Line = plain;
    // @ts-expect-error -- what enters an expression is made by `literal`
    const wrong = (): unknown => expr`f(${plain})`;
    expect([text, one, wrong]).toBeDefined();
    expect(String(fixed(plain))).toBe('x');
  });

  it('let a line hold any text but a line break', () => {
    expect(() => line('a\n--class=Evil')).toThrow('would not stay on its line');
  });

  it('keep any text a text inside an expression', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = literal(text);
        expect(JSON.parse(written)).toBe(text);
        expect(written).not.toMatch(/[{}'\n]/);
      }),
    );
  });
});

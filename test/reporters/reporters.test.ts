import { describe, expect, test } from 'vitest';
import { readSource } from '../../src/definition/index.js';
import { Report, type Diagnostic } from '../../src/diagnostics/index.js';
import { github, json, sarif, summary, text } from '../../src/reporters/index.js';

/** Diagnostics at a JSON value: an error at /a, and what `more` adds. */
function diagnose(
  content: string,
  file = 'file.json',
  pointer = '/a',
  target: 'key' | 'value' = 'value',
): readonly Diagnostic[] {
  const report = new Report();
  const source = readSource(file, content, report);
  if (source === undefined) throw new Error('the test gives no sound text');
  report.add('value-not-of-type', source.place(pointer, target), { value: '"x"', expected: 'a number', type: 'int' });
  return report.diagnostics;
}

/** The excerpt and the carets beneath it. */
const excerpt = (diagnostics: readonly Diagnostic[]): string[] => text(diagnostics).split('\n').slice(1, 3);

describe('text', () => {
  test('tells place, code, line, cause and remedy', () => {
    expect(text(diagnose('{\n  "a": "x"\n}'))).toBe(
      [
        `file.json:2:8: error[value-not-of-type]: "x" is not a number, but the property's type is int`,
        '    2 |   "a": "x"',
        '      |        ^^^',
        '  cause: The program would fail to read the argument, long after the cluster has started it.',
        '  remedy: write a number, or change `valueType`',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
    expect(text([])).toBe('');
  });

  test('colours only by its painter', () => {
    const mark = (name: string) => (part: string) => `<${name}>${part}</${name}>`;
    const painter = { bold: mark('b'), dim: mark('d'), red: mark('r'), yellow: mark('y'), cyan: mark('c') };
    const painted = text(diagnose('{"a": "x"}'), painter);
    expect(painted).toContain('<b>file.json:1:7:</b> <r>error[value-not-of-type]</r>: <b>');
    expect(painted.replace(/<\/?[a-z]>/g, '')).toBe(text(diagnose('{"a": "x"}')));
  });

  test('underlines wide, combined and tabbed text where a terminal shows it', () => {
    expect(excerpt(diagnose('{"日本": 1, "a": "x"}'))).toEqual([
      '    1 | {"日本": 1, "a": "x"}',
      '      |                  ^^^',
    ]);
    expect(excerpt(diagnose('{"e\u0301": 1, "a": "😀"}'))).toEqual([
      '    1 | {"e\u0301": 1, "a": "😀"}',
      '      |               ^^^^',
    ]);
    expect(excerpt(diagnose('{\n\t"a":\t"x"}'))).toEqual(['    2 |     "a":    "x"}', '      |             ^^^']);
  });

  test('cuts a long line around the place', () => {
    const [line = '', carets = ''] = excerpt(
      diagnose(`{"b": "${'b'.repeat(5000)}", "a": "x", "c": "${'c'.repeat(5000)}"}`),
    );
    expect(line.length).toBeLessThan(120);
    expect(line).toMatch(/ \| …b+", "a": "x", "c": "c+…$/);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"x"');
  });

  test('marks one column of nothing, and a value of several lines up to the end of its first', () => {
    expect(excerpt(diagnose('b: 1\na:\n', 'file.yaml'))).toEqual(['    2 | a:', '      |   ^']);
    expect(excerpt(diagnose('{"a": [1,\n2]}'))).toEqual(['    1 | {"a": [1,', '      |       ^^^']);
  });

  test('lets no file repaint the terminal', () => {
    const hostile = 'a: "\u202eb"  # \u001b[2Jc\n';
    expect(() => diagnose(hostile, '\u001b[31mfile')).not.toThrow();
    const told = text(diagnose(hostile, '\u001b[31mfile'));
    expect(told).not.toMatch(/\p{Cf}|(?=\p{Cc})[^\n]/u);
    expect(told).toContain('\\u001b[31mfile:1:4:');
    expect(excerpt(diagnose(hostile))).toEqual(['    1 | a: "\\u202eb"  # \\u001b[2Jc', '      |    ^^^^^^^^^']);
  });

  test('goes through files from top to bottom and tells nothing twice', () => {
    const [first, second] = [diagnose('{"b": 1,\n"a": "x"}'), diagnose('{"b": 1,\n"a": "x"}', 'file.json', '/b')];
    const heads = text([...first, ...diagnose('{"a": "x"}', 'other.json'), ...second, ...first]).match(
      /^\w+\.json:\d/gm,
    );
    expect(heads).toEqual(['file.json:1', 'file.json:2', 'other.json:1']);
  });

  test('ends with a summary', () => {
    const [error] = diagnose('{"a": "x"}');
    const told = (['error', 'error', 'warning', 'info', 'info'] as const).map((severity, index) => {
      return { ...error, severity, message: String(index) } as Diagnostic;
    });
    expect(summary(told)).toBe('2 errors, 1 warning, 2 notes');
    expect(summary(told.slice(3, 4))).toBe('1 note');
    expect(summary([])).toBe('no errors');
  });
});

test('json holds everything but the excerpt', () => {
  const diagnostics = diagnose('{"a": "x"}', 'file.json', '/a', 'key');
  const parsed = JSON.parse(json(diagnostics)) as unknown;
  expect(parsed).toEqual({
    diagnostics: [
      {
        code: 'value-not-of-type',
        severity: 'error',
        message: diagnostics[0]?.message,
        cause: diagnostics[0]?.cause,
        remedy: diagnostics[0]?.remedy,
        file: 'file.json',
        pointer: '/a',
        start: { line: 1, column: 2, offset: 1 },
        end: { line: 1, column: 5, offset: 4 },
      },
    ],
    summary: { error: 1, warning: 0, info: 0 },
  });
});

describe('sarif', () => {
  interface Log {
    runs: [{ tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number }[] }];
  }

  test('names rule, level and region', () => {
    const log = JSON.parse(sarif(diagnose('{\n"a": "x"}', 'my dir/file.json'))) as Log;
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'value-not-of-type',
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'my%20dir/file.json' },
                    region: { startLine: 2, startColumn: 6, endLine: 2, endColumn: 9 },
                  },
                  logicalLocations: [{ fullyQualifiedName: '/a' }],
                },
              ],
            },
          ],
        },
      ],
    });
    const [{ tool, results }] = log.runs;
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test.each([
    ['a/b.json', 'a/b.json'],
    ['/a b/#.json', 'file:///a%20b/%23.json'],
    ['C:\\a\\b.json', 'file:///C:/a/b.json'],
    ['a\\b.json', 'a/b.json'],
    ['<stdin>', '%3Cstdin%3E'],
  ])('%s is the URI %s', (file, uri) => {
    expect(sarif(diagnose('{"a": 1}', file))).toContain(`"uri": "${uri}"`);
  });
});

test('github escapes what would end a command', () => {
  const hostile = diagnose('{"a": "x"}', 'a,b:c%.json').map((one) => ({ ...one, message: '100%\n::error::injected' }));
  const told = github(hostile);
  expect(told).toBe(
    '::error file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=7,endColumn=10,title=value-not-of-type::' +
      '100%25%0A::error::injected%0ARemedy: write a number, or change `valueType`\n',
  );
  expect(github(diagnose('{"a": [1,\n2]}'))).toContain('line=1,endLine=2,title=');
  expect(github(diagnose('{"a": 1}').map((one) => ({ ...one, severity: 'info' })))).toMatch(/^::notice /);
});

import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rewrite, type Texts } from '../src/adapters/files.js';
import { check } from '../src/cli/commands/validate.js';
import { inWords } from '../src/diagnostics/fix.js';
import {
  catalogue,
  fixed,
  Report,
  type CodeEntry,
  type Diagnostic,
  type Edit,
  type Remedy,
} from '../src/diagnostics/index.js';
import { inOrder } from '../src/reporters/order.js';
import { argsOf, inFolder, names, readCase, type Files } from './archive.js';
import { root, run } from './cli.js';

// What is wrong in each case whose inputs are definitions, profiles and workflows; and each fix of it, made alone.
const judges = ['validate', 'generate', 'plan', 'diff', 'export', 'graph', 'commit'];
/** Options with a value that is no input. */
const valued = [
  '--out',
  '--format',
  '--layout',
  '--repo',
  '--path',
  '--branch',
  '--revision',
  '--manifests',
  '-p',
  '--parameter',
];

function inputsOf(args: readonly string[]): { paths: string[]; profile: string[]; dockerfile?: string } {
  const found: ReturnType<typeof inputsOf> = { paths: [], profile: [] };
  for (let i = 1; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--profile') found.profile.push(args[(i += 1)] ?? '');
    else if (arg === '--dockerfile') found.dockerfile = args[(i += 1)] ?? '';
    else if (valued.includes(arg)) i += 1;
    else if (!arg.startsWith('--') && arg !== '-') found.paths.push(arg);
  }
  return found;
}

const idOf = ({ code, message, place }: Diagnostic): string => `${code} ${place.file}: ${message}`;
/** What stops the reading of a document: what else is wrong there comes to light when it is put right. */
const stops = [
  ...['syntax-error', 'duplicate-key', 'inexact-number', 'missing-key', 'not-allowed-value', 'out-of-range'],
  ...['unknown-key', 'unknown-step', 'unknown-service', 'unknown-port', 'wrong-type'],
];
const seen = new Set<string>();
/** The remedies that were followed, by code. */
const followed = new Map<string, string[]>();
const follow = (code: string, remedy: string): void => {
  followed.set(code, [...(followed.get(code) ?? []), remedy]);
};

/** Whether an error lies in what a fix wrote. */
const isWithin = ({ place }: Diagnostic, edits: readonly Edit[]): boolean =>
  edits.some(
    ({ file, start, text }) =>
      file === place.file && place.start.offset >= start.offset && place.start.offset < start.offset + text.length,
  );

describe('every fix of every case', () => {
  for (const name of names) {
    const files = readCase(name);
    const args = argsOf(files);
    const { dockerfile, paths, profile } = inputsOf(args);
    if (!judges.includes(args[0] ?? '') || (paths.length === 0 && dockerfile === undefined)) continue;
    it(name, () =>
      inFolder(files, async (dir) => {
        const at = (path: string): string => join(dir, path);
        const options = { profile: profile.map(at), ...(dockerfile !== undefined && { dockerfile: at(dockerfile) }) };
        const texts: Texts = new Map();
        for (let round = 0; ; round += 1) {
          expect(round).toBeLessThan(10);
          const before = inOrder((await check(paths.map(at), options, texts)).report.diagnostics);
          const known = new Set(before.map(idOf));
          for (const diagnostic of before) {
            if (!diagnostic.fix) continue;
            seen.add(diagnostic.code);
            follow(diagnostic.code, diagnostic.remedy);
            const told = `${idOf(diagnostic)}; ${diagnostic.remedy}`;
            const { edits } = diagnostic.fix;
            const changed = new Map([...texts, ...fixed(texts, [diagnostic.fix])]);
            const after = (await check(paths.map(at), options, changed)).report.diagnostics;
            expect(after.map(idOf), told).not.toContain(idOf(diagnostic));
            // Of a profile alone it is told, when it has no error, that it is no definition.
            const more = after
              .filter(({ code, severity }) => severity === 'error' && code !== 'no-definition')
              .filter((error) => !known.has(idOf(error)))
              .filter((error) => !stops.includes(diagnostic.code) || isWithin(error, edits));
            expect(more.map(idOf), told).toEqual([]);
          }
          const changed = fixed(
            texts,
            before.flatMap(({ fix }) => fix ?? []),
          );
          if (changed.size === 0) break;
          for (const [file, text] of changed) texts.set(file, text);
        }
      }),
    );
  }
});

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** A case's files as its `remedied` has them: a file's name, what there (`- `, with … for more) becomes what (`+ `). */
function remedy(files: Files, edits: string): Files {
  const changed = new Map(files);
  const blocks = edits.matchAll(/^(?![-+] ?)(.+)\n((?:[-+].*\n)+)/gm);
  for (const [, path = '', changes = ''] of blocks) {
    let text = String(changed.get(path) ?? '');
    for (const [change] of changes.matchAll(/(?:-.*\n)*(?:\+.*\n)+/g)) {
      const side = (sign: string): string[] =>
        change.split('\n').flatMap((line) => (line.startsWith(sign) ? [line.slice(2)] : []));
      const [from, to] = [side('-').join('\n'), side('+').join('\n')];
      const found = from === '…' ? /^[^]+$/g : new RegExp(from.split('…').map(literally).join('[^]*?'), 'g');
      if (from === '') text += `${to}\n`;
      else {
        expect(text.match(found), from).toHaveLength(1);
        text = text.replace(found, () => to);
      }
    }
    changed.set(path, Buffer.from(text));
  }
  return changed;
}

describe.concurrent('what a remedy in words asks for', () => {
  for (const name of names) {
    const files = readCase(name);
    const edits = files.get('remedied');
    if (!edits) continue;
    it(name, async () => {
      const after = remedy(files, String(edits));
      const { stderr } = await inFolder(after, (dir) => run(argsOf(after), dir));
      const told = [...stderr.matchAll(/(error|warning|info)\[([\w-]+)\]: .*/g)];
      const before = String(files.get('expected.stderr'));
      for (const [, code = '', remedy = ''] of before.matchAll(/\[([\w-]+)\]: (?:.*\n)+? {2}remedy: (.*)/g))
        follow(code, remedy);
      const wrong = told.filter(
        ([, severity, code = '']) => (severity === 'error' && code !== 'no-definition') || before.includes(`[${code}]`),
      );
      expect(wrong.map(([line]) => line)).toEqual([]);
    });
  }
});

it('every remedy is followed in a case, but for those of codes with a reason', () => {
  const reasons = {
    'nothing is wrong': ['credential-allowed', 'gang-of-the-default', 'gpu-granted', 'gpu-left-out', 'more-findings'],
    'no input is put right, but the machine, a repository or a cluster': `branch-in-the-way cluster-refuses
      cluster-unreachable commit-refused detached-head field-conflict folder-in-use no-repository outside-repository
      repository-locked runtime-of-another unfinished-merge unknown-context unknown-revision unreadable-record`.split(
      /\s+/,
    ),
    'the input is too large for a case': `template-too-large too-large too-many-items too-many-parts
      too-much-work`.split(/\s+/),
  };
  const isFollowed = (code: string, way: Remedy): boolean => {
    const like = new RegExp(`^${literally(inWords(way)).replaceAll(/<\w+>/g, '[^]*')}$`);
    return followed.get(code)?.some((told) => like.test(told)) ?? false;
  };
  const entries = Object.entries(catalogue) as [string, CodeEntry<never>][];
  const left = entries.filter(([code, { remedy }]) => [remedy].flat().some((way) => !isFollowed(code, way as Remedy)));
  expect(left.map(([code]) => code).sort()).toEqual(Object.values(reasons).flat().sort());
  for (const [code, { severity }] of left)
    expect(severity === 'info', code).toBe(reasons['nothing is wrong'].includes(code));
});

// The codes whose remedies are data: the cases above hold a fix of each.
it('is of every code that has one', () => {
  expect([...seen].sort()).toEqual(
    `allowance-without-use aws-sdk-1-class deprecated-spark-key duplicate-key duplicate-property host-in-local
    image-reference inexact-number jvm-option locked-key look-alike-character misnamed-spark-key missing-key
    misspelt-field misspelt-setting name-normalised no-schedule not-a-class not-a-profile not-a-python-module
    not-allowed-value not-permitted number-rewritten open-registry out-of-range overwritten-pod-field owned-key
    port-connected-and-set port-connected-twice s3a-time-suffix s3a-time-unit scheduler-contradicted
    setting-given-twice spark-key-of-another-version spark-memory-too-small spark-setting-overridden
    spark-settings-contradict spark-value syntax-error two-programs unknown-document unknown-key unknown-policy unknown-port
    unknown-property unknown-s3a-key unknown-schedule-parameter unknown-service unknown-spark-key unknown-step
    unknown-time-zone wrong-type`.split(/\s+/),
  );
});

describe('validate --fix', () => {
  const shown = readCase('fixes-are-shown-as-a-difference');
  const files = {
    'service.yaml': String(shown.get('service.yaml')),
    'profile.json': String(shown.get('profile.json')),
  };

  it('writes what --diff shows, and keeps links, permissions and byte order marks', async () => {
    const marked = `\ufeff${files['service.yaml']}`.replaceAll('\n', '\r\n');
    await inFolder(Object.entries({ ...files, 'service.yaml': marked }), async (dir) => {
      chmodSync(join(dir, 'service.yaml'), 0o640);
      symlinkSync('service.yaml', join(dir, 'linked.yaml'));
      const { exit, stderr } = await run(['validate', '--fix', 'linked.yaml', 'profile.json'], dir);
      const removed = 'spark.kubernetes.driver.pod.name is set by the generated client; this value is ignored';
      expect([exit, stderr]).toEqual([
        0,
        `linked.yaml: removed: ${removed}\nlinked.yaml: fixed\nprofile.json: fixed\n1 checked, no errors\n`,
      ]);
      const wanted = marked
        .replace('1.0\r', '"1.0"\r')
        .replace(/ {2}- key: spark.kubernetes.driver.pod.name\r\n.*\r\n.*\r\n/, '')
        .replace('4 gigs', '4g');
      expect(readFileSync(join(dir, 'service.yaml'), 'utf8')).toBe(wanted);
      expect(readFileSync(join(dir, 'profile.json'), 'utf8')).toBe(files['profile.json'].replace('60s', '60'));
      expect(statSync(join(dir, 'service.yaml')).mode & 0o777).toBe(0o640);
      expect(lstatSync(join(dir, 'linked.yaml')).isSymbolicLink()).toBe(true);
      expect(readdirSync(dir).sort()).toEqual(['linked.yaml', 'profile.json', 'service.yaml']);
    });
  });

  it('writes nothing where one file was changed meanwhile', async () => {
    await inFolder(Object.entries({ a: 'a', b: 'b' }), (dir) => {
      const report = new Report();
      const [a, b] = [join(dir, 'a'), join(dir, 'b')];
      const rewrites = [
        { file: a, before: 'a', after: 'A' },
        { file: b, before: 'other', after: 'B' },
      ];
      expect(rewrite(rewrites, report)).toBe(false);
      expect(report.diagnostics.map(idOf)).toEqual([`cannot-write ${b}: cannot write here: it was changed meanwhile`]);
      expect([readFileSync(a, 'utf8'), readFileSync(b, 'utf8'), ...readdirSync(dir)]).toEqual(['a', 'b', 'a', 'b']);
    });
  });

  it('of standard input is only shown', async () => {
    const { exit } = await run(['validate', '--fix', '-'], root, files['service.yaml']);
    expect(exit).toBe(2);
    const { stdout } = await run(['validate', '--diff', '-'], root, files['service.yaml']);
    expect(stdout).toContain("+    defaultValue: '4g'   # gigs\n");
  });
});

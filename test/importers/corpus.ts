// What becomes of files as people have them: each of shapes/ has the form of a public one, with names and values of its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import { Report, type Diagnostic } from '../../src/diagnostics/index.js';
import { importFile, type Imported } from '../../src/importers/index.js';

const shapes = new URL('shapes/', import.meta.url);

interface Shape {
  readonly name: string;
  readonly content: string;
  readonly results: readonly Imported[];
  readonly diagnostics: readonly Diagnostic[];
}

export const shapeNames = readdirSync(shapes).filter((name) => !name.endsWith('.expected'));

export function shapeOf(name: string): Shape {
  const report = new Report();
  const content = readFileSync(new URL(name, shapes), 'utf8');
  const results = importFile(content, 'file', report, (path) => {
    const file = new URL(`beside/${path}`, import.meta.url);
    return path !== '' && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  });
  return { name, content, results, diagnostics: report.diagnostics };
}

/** Members that say what any application says, or what is the cluster's own. */
const said =
  /^(apiVersion|kind|type|mode|deploymentMode|sparkVersion|pythonVersion|name|generateName|entrypoint|status|template|creationTimestamp|generation|resourceVersion|uid|selector|action|successCondition|suspend)$/;

/** Whether each value in a text is written, as far as it is known before a run. */
function isWritten(text: string, written: string): boolean {
  const bare = text.replace(/^\s*[A-Z_]+\s*[:?+]?=\s*|--properties-file\s+\S+|\s#\s.*$|\+\s*\w+\s*\+/g, ' ');
  const known = bare.replace(/\{\{.*?\}\}|\$\([^)]*\)|\$?\{[^}]*\}|<[^>]*>|%\w+%|\$\w+/g, ' ');
  return known.split(/[^\w.:/*@+#-]+/).every((word) => {
    const value = word.replace(/^local:\/+/, '/').replace(/^s3n?:/, '');
    return (
      /^\W*$|^-|^spark\.|spark-submit|kubernetes\.default\.svc|^(cluster|client|bash|python)$/.test(value) ||
      written.includes(value)
    );
  });
}

/** The values of a manifest of which nothing is written and nothing told, each with its line. */
function unaccountedMembers(content: string, written: string, told: ReadonlySet<number>): string[] {
  const lines = new LineCounter();
  const found: string[] = [];
  for (const document of parseAllDocuments(content, { version: '1.1', merge: true, lineCounter: lines })) {
    visit(document, {
      Scalar: (key, node, path) => {
        if (key === 'key' || node.value === null || node.value === '') return;
        const above = path.filter((one) => isPair(one)).map(({ key: name }) => name);
        const names = above.map((name) => (isScalar(name) ? String(name.value) : ''));
        if (names.some((name) => said.test(name))) return;
        const items = path.flatMap((one) => (isMap(one) && one.range ? [one.range[0]] : []));
        const starts = [
          node.range?.[0] ?? 0,
          ...items,
          ...above.flatMap((name) => (isScalar(name) ? [name.range?.[0] ?? 0] : [])),
        ];
        const value = typeof node.value === 'number' && !Number.isFinite(node.value) ? node.source : node.value;
        const text = JSON.stringify(value).replace(/^"|"$/g, '').trim();
        if (!isWritten(text, written) && !starts.some((start) => told.has(lines.linePos(start).line)))
          found.push(`${lines.linePos(node.range?.[0] ?? 0).line}: ${names.join('.')}: ${text.slice(0, 60)}`);
      },
    });
  }
  return found;
}

/** The lines of a command of which a word is neither written nor told. */
function unaccountedWords(content: string, written: string, told: ReadonlySet<number>): string[] {
  return content.split('\n').flatMap((line, i) => {
    const isCommand =
      /(?:^|[\s"'])--?(?:conf|class|name|jars|packages|files|py-files|archives|driver-\w+|executor-\w+|num-executors)\b|^\s*spark\.[\w.]+/.test(
        line,
      );
    if (!isCommand || /^\s*(?:#|rem |::|echo )|podTemplateFile/.test(line) || told.has(i + 1)) return [];
    // Of a list in a program its strings are known.
    const known = /^\s*"[^"]*",/.test(line) ? (line.match(/"[^"]*"/g) ?? []).join(' ') : line;
    return isWritten(known, written) ? [] : [`${i + 1}: ${line.trim()}`];
  });
}

/** What of an input is neither written nor told. */
export function unaccounted({ content, results }: Shape): string[] {
  if (results.length === 0) return [];
  const written = JSON.stringify(results.map(({ definition, profile }) => [definition, profile]));
  const notes = results.flatMap(({ changed, lost }) => [...changed, ...lost]);
  // Notes on lines that follow each other for one reason are one.
  const lines = content.split('\n');
  const told = new Set(
    notes.flatMap(({ place, text, why }) => {
      let last = Number(/more like it, to line (\d+)$/.exec(why)?.[1] ?? place.start.line);
      // A command that is not read is told with its first line.
      if (/[\\…]$/.test(text)) while (lines[last - 1]?.trimEnd().endsWith('\\')) last++;
      return Array.from({ length: last - place.start.line + 1 }, (_, i) => place.start.line + i);
    }),
  );
  const isManifest =
    /^\s*(?:["']?apiVersion|\{\s*"apiVersion)/m.test(content) &&
    !/^#!|^(?:import|from) |<<|manifest: \|/m.test(content);
  return isManifest ? unaccountedMembers(content, written, told) : unaccountedWords(content, written, told);
}

/** What of an input is not what a person has said. */
export const mistaken = ({ name, results }: Shape): string[] =>
  facts
    .filter((fact) => fact.name === name && became(results, fact) !== fact.value)
    .map((fact) => `${fact.service} ${fact.asked} = ${became(results, fact)}, not ${fact.value}`);

/** Right: all of it is written. Told: what is not is named, or nothing is written and the reason told. */
function verdict(shape: Shape): 'right' | 'told' | 'wrong' {
  if (unaccounted(shape).length > 0 || mistaken(shape).length > 0) return 'wrong';
  const { results } = shape;
  return results.length > 0 && results.every(({ lost }) => lost.length === 0) ? 'right' : 'told';
}

const kinds: readonly (readonly [title: string, is: (shape: Shape) => boolean])[] = [
  [
    'applications of the operators',
    ({ content, name }) =>
      /\.(ya?ml|json)$/.test(name) && /kind["']?: *["']?(Scheduled)?SparkApplication/.test(content),
  ],
  ['Pods, Jobs, Deployments, Workflows', ({ content, name }) => /\.ya?ml$/.test(name) && /^apiVersion/m.test(content)],
  ['shell scripts', ({ name }) => name.endsWith('.sh')],
  ['scripts for Windows', ({ name }) => /\.(bat|cmd|ps1)$/.test(name)],
  ['Makefiles', ({ name }) => name.endsWith('Makefile')],
  ['programs (Airflow and others)', ({ name }) => /\.(py|go|java)$/.test(name)],
  ['manuals', ({ name }) => /\.(md|txt)$/.test(name)],
  ['pipelines, tasks, images, settings', () => true],
];

/** The table of the inputs: how many of each kind, and what became of them. */
export function corpusTable(): string[] {
  const counts = new Map(kinds.map(([title]) => [title, { right: 0, told: 0, wrong: 0 }]));
  const all = { right: 0, told: 0, wrong: 0 };
  for (const shape of shapeNames.map(shapeOf)) {
    const [title = ''] = kinds.find(([, is]) => is(shape)) ?? [];
    const count = counts.get(title);
    if (count) count[verdict(shape)]++;
    all[verdict(shape)]++;
  }
  const row = (title: string, { right, told, wrong }: typeof all): string =>
    `| ${title} | ${right + told + wrong} | ${right} | ${told} | ${wrong} |`;
  return [
    '## Files as people have them',
    '',
    'Inputs with the form of public files. Right: all of the input is in the definition and the profile. Told: what is not is',
    'named, or why nothing could be read. Wrong: a value that is neither written nor told, or another one than a person has said.',
    `Of ${new Set(facts.map(({ name }) => name)).size} inputs a person has said what they mean. None is a service definition of Alida’s: the generator reads those as they are, and none`,
    'is public, so that `examples/` holds some in the forms that Alida’s documentation and libraries describe.',
    '',
    '| kind | inputs | right | told | wrong |',
    '| --- | --- | --- | --- | --- |',
    ...[...counts].map(([title, count]) => row(title, count)),
    row('all', all),
    '',
  ];
}

/** A fact of meant.tsv. */
interface Fact {
  readonly name: string;
  readonly service: string;
  readonly asked: string;
  readonly value: string;
}

/** What inputs must become, by hand. */
export const facts: readonly Fact[] = readFileSync(new URL('meant.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', service = '', asked = '', value = ''] = line.split('\t');
    return { name, service, asked, value: value.replaceAll('\\n', '\n') };
  });

/** What an input has become, asked as a fact asks. */
function became(results: readonly Imported[], { asked, service }: Fact): string {
  if (asked === 'services') return String(results.length);
  const one = results.find(({ definition }) => definition.name === service);
  if (!one) return `no service ${service}`;
  const shownAs = (value: unknown): string =>
    value === undefined || value === ''
      ? '-'
      : value === null
        ? 'run'
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  if (asked === 'url') return shownAs(one.definition.url);
  if (asked.startsWith('profile.')) {
    const inside = (value: unknown, part: string): unknown => (value as Record<string, unknown> | undefined)?.[part];
    return shownAs(asked.split('.').slice(1).reduce(inside, one.profile));
  }
  const property = one.definition.properties.find(({ key }) => key === asked);
  return property ? shownAs(property.defaultValue) : shownAs(one.profile.conf?.[asked]);
}

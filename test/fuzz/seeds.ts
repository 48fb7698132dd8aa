import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import platform from '../../schemas/platform.schema.json' with { type: 'json' };
import service from '../../schemas/service.schema.json' with { type: 'json' };
import workflow from '../../schemas/workflow.schema.json' with { type: 'json' };
import { names, readCase } from '../archive.js';

// What the fuzzer begins with: the examples, the inputs of the cases, the shapes of the importers' tests.

export type Kind =
  'service' | 'platform' | 'workflow' | 'target' | 'application' | 'script' | 'dockerfile' | 'record' | 'holder';

/** A document by its data, or by its text where it is no data. */
export interface Seed {
  readonly kind: Kind;
  readonly tree?: object;
  readonly text?: string;
}

/** Documents that belong together. */
export type Base = readonly Seed[];

export const schemas = { service, platform, workflow };

/** Larger seeds would cost the time of many. */
const largest = 16 * 1024;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(tree: Record<string, unknown>): Kind | undefined {
  if (tree.kind === 'PlatformProfile') return 'platform';
  if (tree.kind === 'ServiceWorkflow') return 'workflow';
  if (tree.kind === 'SparkApplication') return 'application';
  if ('tolerations' in tree || 'affinity' in tree) return 'target';
  return 'properties' in tree ? 'service' : undefined;
}

function seed(path: string, bytes: Buffer): Seed | undefined {
  const name = basename(path);
  if (name.startsWith('expected') || name.endsWith('.expected') || bytes.length > largest) return undefined;
  const text = bytes.toString();
  if (name === '.alida-argo.lock') return { kind: 'record', text };
  if (name === 'Dockerfile') return { kind: 'dockerfile', text };
  if (/\.(sh|ps1|bat|txt)$/.test(name)) return { kind: 'script', text };
  if (!/\.(json|ya?ml)$/.test(name)) return undefined;
  let tree: unknown;
  try {
    tree = parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
  const kind = isObject(tree) ? kindOf(tree) : undefined;
  return kind && { kind, tree: tree as object };
}

const seedsOf = (folder: string): Seed[] =>
  readdirSync(folder)
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => seed(name, readFileSync(join(folder, name))) ?? []);

const examples = readdirSync('examples').sort();
const folders = [
  ...examples.map((name) => seedsOf(join('examples', name))),
  ...names.map((name) => [...readCase(name)].flatMap(([path, bytes]) => seed(path, bytes) ?? [])),
];
const single = [...folders.flat(), ...seedsOf('test/importers/shapes'), ...seedsOf('test/importers')];

/** Services and workflows, with what lies beside them. */
export const definitions: readonly Base[] = folders.filter((seeds) =>
  seeds.some(({ kind }) => kind === 'service' || kind === 'workflow'),
);

export const ofKind = (...kinds: Kind[]): Base[] =>
  single.filter(({ kind }) => kinds.includes(kind)).map((one) => [one]);

/** What files hold that the record of an output folder may name. */
export const ours = 'ours\n';
const digest = createHash('sha256').update(ours).digest('hex');
/** What may lie in an output folder that came with a repository. */
export const folder: Base = [
  { kind: 'record', text: `# alida-argo\n${digest}  ours.yaml\n${digest}  sub/ours.yaml\n` },
  { kind: 'holder', tree: { host: 'elsewhere', pid: 1, started: '1', nonce: '0123456789ab' } },
];

/** Spark's keys, wildcards filled. */
export const keys: readonly string[] = readFileSync('src/spark-keys/keys.tsv', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => (line.split('\t', 1)[0] ?? '').replace(/[?*]/g, 'x'));

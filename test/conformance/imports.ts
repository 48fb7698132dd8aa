// What importers make, through Argo and Spark: each case of test/importers, and each member of an operator's application.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileService, plan, readProfile, readSource, Report, type CompiledSpark } from '../../src/index.js';
import { importFile, type Imported } from '../../src/importers/index.js';
import { coverage, type Fate } from '../importers/coverage.js';
import { runClient } from './client.js';
import { clientPod, spark, type SparkAnswer } from './submissions.js';

function compile(name: string, { definition, profile }: Pick<Imported, 'definition' | 'profile'>): CompiledSpark {
  const report = new Report();
  const profileSource = readSource('profile', JSON.stringify(profile), report);
  const source = readSource('definition', JSON.stringify(definition), report);
  const platform = profileSource && readProfile(profileSource, report);
  const compiled = platform && source && compileService(source, platform, report);
  if (compiled?.spark) return compiled;
  throw new Error(`${name}: ${report.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')}`);
}

/** What each file of test/importers becomes. */
export function imports(): { readonly name: string; readonly compiled: CompiledSpark }[] {
  const folders = ['test/importers/shapes', 'test/importers/corpus'].filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  return files
    .filter((file) => !file.endsWith('.expected'))
    .flatMap((file) => {
      const beside = (path: string): string | undefined => {
        const found = `test/importers/beside/${path}`;
        return path !== '' && existsSync(found) ? readFileSync(found, 'utf8') : undefined;
      };
      const all = importFile(readFileSync(file, 'utf8'), file, new Report(), beside);
      return all.map((one) => ({ name: `${file} ${one.definition.name}`, compiled: compile(file, one) }));
    });
}

/** Every plain value, by where it stands. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    if (value !== null && value !== undefined) found.set(path, JSON.stringify(value));
  } else for (const [key, member] of Object.entries(value)) leaves(member, path === '' ? key : `${path}.${key}`, found);
  return found;
}

/** What a submission comes to: the views of its pods, what the driver reads, and the WorkflowTemplate around it. */
interface Seen {
  readonly pods: ReadonlyMap<string, string>;
  readonly conf: ReadonlyMap<string, string>;
  readonly template: ReadonlyMap<string, string>;
}

const nothing: Seen = { pods: new Map(), conf: new Map(), template: new Map() };

const changes = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...after].flatMap(([path, value]) => (before.get(path) === value ? [] : [`${path}=${value}`])).sort();

/** Where a member shows: in a pod, or else in the properties of the driver, or else around it. */
function differences(before: Seen, after: Seen): string[] {
  const pods = changes(before.pods, after.pods);
  if (pods.length > 0) return pods;
  const conf = changes(before.conf, after.conf);
  return conf.length > 0 ? conf : changes(before.template, after.template);
}

/** Where each member that is carried over shows, a line each, and the pods that were made for it. */
export async function whereShown(): Promise<[text: string, pods: number]> {
  const carried = coverage().flatMap(({ one, fates }) =>
    fates
      .filter(({ fate }) => fate.carried.length > 0)
      .map(({ member, fate }) => ({ resource: one, member: member.path, fate })),
  );
  const all = new Map<string, Pick<Imported, 'definition' | 'profile'>>();
  const idOf = ({ definition, profile }: Fate['before']): string => {
    const id = JSON.stringify({ definition, profile });
    all.set(id, { definition, profile });
    return id;
  };
  const rows = carried.map(({ fate, ...row }) => ({ ...row, before: idOf(fate.before), after: idOf(fate.after) }));
  const submissions = await Promise.all(
    [...all].map(async ([id, one]) => {
      const compiled = compile(id, one);
      const given = Object.fromEntries(plan(compiled).missing.map((name) => [name, `value of ${name}`]));
      const call = runClient(await clientPod(compiled, given), 'C');
      // The judge's views are what is asked for; the promise is any.
      return { id, ...call, promised: { driver: { name: call.attempt.driver } }, products: compiled.products };
    }),
  );
  const answers = spark('judge', submissions) as SparkAnswer[];
  const seen = new Map(
    answers.map(({ conf, driver, executor, id, refused }, index): [string, Seen] => {
      // What Spark refuses is no carrying over.
      if (refused !== undefined) return [id, { ...nothing, conf: new Map([['REFUSED', refused.slice(0, 200)]]) }];
      const ofAttempt =
        /^spark\.(app\.(id|submitTime)|driver\.host|kubernetes\.(resource\.prefix|.*pod\.name|.*podTemplateFile|\w+\.label\.alida\.io\/.*))$/;
      const properties = Object.entries(conf).filter(([key]) => !ofAttempt.test(key));
      return [
        id,
        {
          // What each attempt has of its own is no difference.
          pods: new Map(
            [...leaves({ driver: { ...driver, name: null, ownerReferences: null }, executor })].filter(
              ([path]) => !path.includes('.labels.alida.io/'),
            ),
          ),
          conf: new Map(properties),
          template: leaves(
            Object.fromEntries(submissions[index]?.products.map(({ manifest: { kind, spec } }) => [kind, spec]) ?? []),
          ),
        },
      ];
    }),
  );
  const lines = rows.map(({ after, before, member, resource }) => {
    const [one, other] = [seen.get(before), seen.get(after)];
    const found = one && other ? differences(one, other) : [];
    return [resource.title.replace(/`/g, ''), member, found.join(' ') || 'only in what is checked'].join('\t');
  });
  return [`${lines.join('\n')}\n`, 2 * answers.length];
}

const file = 'test/importers/members/shown.tsv';
export const writtenWhere = {
  read: (): string => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
  write: (text: string): void => {
    writeFileSync(file, text);
  },
};

import { apply, compare } from '../../cluster/apply.js';
import type { ClusterOptions } from '../../cluster/cluster.js';
import { Report } from '../../diagnostics/index.js';
import { diffJson, diffMarkdown, diffText } from '../../diff/index.js';
import { productsOf } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { forOneCluster, type ForOneCluster } from '../one-cluster.js';
import { Unanswered, withQuestions } from '../questions.js';

interface LiveOptions extends ClusterOptions {
  readonly profile: readonly string[];
  readonly prune?: boolean;
  readonly forceConflicts?: boolean;
  /** The project's name. */
  readonly name?: string;
}

export interface ApplyOptions extends LiveOptions {
  readonly yes?: boolean;
  readonly format: 'text' | 'json';
}

export interface LiveDiffOptions extends LiveOptions {
  readonly summary: number | false;
  readonly format: 'text' | 'json' | 'markdown';
}

const compared = ({ cluster, compiled, profile }: ForOneCluster, options: LiveOptions, report: Report) =>
  compare(
    cluster,
    {
      manifests: [...productsOf(compiled)].map(({ product }) => product.manifest),
      project: options.name,
      prune: options.prune === true,
      force: options.forceConflicts === true,
      namespace: profile.settings.get('spark.kubernetes.namespace')?.value ?? 'default',
    },
    report,
  );

const needsName = ({ name, prune }: LiveOptions): boolean => {
  if (prune && name === undefined)
    say('error: --prune knows what is ours by the project: give its alida-argo.yaml a `name`');
  return prune === true && name === undefined;
};

/** `diff --live`: what an apply would change, by the API server's own word. */
export async function liveDiff(paths: readonly string[], options: LiveDiffOptions): Promise<number> {
  if (needsName(options)) return exit.wrongUsage;
  const one = forOneCluster(paths, options);
  if (typeof one === 'number') return one;
  const report = new Report();
  const changes = await compared(one, options, report);
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  const files = changes.map(({ diff }) => diff);
  const reporters = { text: diffText, json: diffJson, markdown: diffMarkdown };
  out(reporters[options.format](files, options.summary === false ? Infinity : options.summary));
  return files.length > 0 ? exit.differences : exit.fine;
}

/** `apply`: shows what would change in the cluster, asks, and does it. */
export async function applyToCluster(paths: readonly string[], options: ApplyOptions): Promise<number> {
  if (needsName(options)) return exit.wrongUsage;
  const one = forOneCluster(paths, options);
  if (typeof one === 'number') return one;
  const { cluster } = one;
  const report = new Report();
  const changes = await compared(one, options, report);
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  if (changes.length > 0)
    say(
      diffText(
        changes.map(({ diff }) => diff),
        20,
      ),
    );
  if (changes.length > 0 && !options.yes) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      say(`error: nobody to ask here: --yes does it in ${cluster.name}`);
      return exit.wrongUsage;
    }
    try {
      const about = `change ${changes.length} in ${cluster.name}?`;
      const answer = await withQuestions((ask) => ask({ about, choices: ['yes', 'no'], otherwise: 'no' }));
      if (answer !== 'yes') throw new Unanswered();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      say('nothing was changed');
      return exit.wrongInput;
    }
  }
  const own = new Report();
  const done = await apply(cluster, changes, own);
  tell(own.diagnostics);
  const didOf = ({ diff, wanted }: (typeof done)[number]): string =>
    !wanted ? 'deleted' : diff.kind === 'added' ? 'created' : 'changed';
  const number = [...productsOf(one.compiled)].length;
  if (options.format === 'json') {
    const told = done.map((change) => {
      const { kind, name, namespace } = change;
      return { kind, namespace, name, did: didOf(change) };
    });
    out(`${JSON.stringify({ context: cluster.name, changes: told }, undefined, 2)}\n`);
  } else for (const change of done) say(`${change.diff.path}: ${didOf(change)}`);
  const kept = number - changes.filter(({ wanted }) => wanted).length;
  say(`${cluster.name}: ${done.length} done, ${kept} unchanged`);
  return own.errors > 0 ? exit.wrongInput : exit.fine;
}

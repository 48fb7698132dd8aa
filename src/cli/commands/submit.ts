import { type ClusterOptions, Refusal, type Resource } from '../../cluster/cluster.js';
import { createWorkflow, follow, stopWorkflow, type Outcome } from '../../cluster/follow.js';
import { Report } from '../../diagnostics/index.js';
import { plan, planWorkflow } from '../../pipeline/plan.js';
import { Refused } from '../../submission.js';
import type { Compiled } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { meant } from '../meant.js';
import { forOneCluster } from '../one-cluster.js';
import { refuseParameters } from '../parameters.js';
import { Unanswered, withQuestions } from '../questions.js';

export interface SubmitOptions extends ClusterOptions {
  readonly profile: readonly string[];
  readonly parameter: ReadonlyMap<string, string>;
  readonly detach?: boolean;
  readonly output: 'text' | 'json';
}

const manifestOf = ({ service, workflow }: Compiled) => (workflow ?? service)?.manifest;

const namesOf = (one: Compiled): string[] => {
  const name = manifestOf(one)?.metadata.name;
  const own = one.service?.application.service.name;
  return [...(name === undefined ? [] : [name]), ...(own === undefined || own === name ? [] : [own])];
};

/** Whether values would let a run begin; the exit code where not. */
function refuse(chosen: Compiled, all: readonly Compiled[], given: SubmitOptions['parameter']): number | undefined {
  const refused = refuseParameters([chosen], all, given);
  if (refused !== undefined) return refused;
  try {
    const plans = chosen.workflow
      ? planWorkflow(chosen.workflow, given)
      : chosen.service
        ? [plan(chosen.service, given)]
        : [];
    const missing = [...new Set(plans.flatMap((one) => one.missing))];
    if (missing.length === 0) return undefined;
    say(`error: a run must be given ${missing.map((name) => `-p ${name}=…`).join(' ')}`);
    return exit.wrongUsage;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(`error: the run would end at once: ${error.message}`);
    return exit.wrongInput;
  }
}

const annotation = 'alida.io/inputs-sha256';

/** `submit`: begins a run, shows what it does and writes, and ends as its program ended. */
export async function submit(name: string, paths: readonly string[], options: SubmitOptions): Promise<number> {
  const { output, parameter } = options;
  const one = forOneCluster(paths, options);
  if (typeof one === 'number') return one;
  const { cluster, compiled } = one;
  const chosen = compiled.find((each) => namesOf(each).includes(name));
  const manifest = chosen && manifestOf(chosen);
  if (!chosen || !manifest) {
    const names = compiled.flatMap(namesOf);
    say(`error: there is no ${name}${meant(name, names)}; there is ${names.join(', ')}`);
    return exit.wrongUsage;
  }
  const refused = refuse(chosen, compiled, parameter);
  if (refused !== undefined) return refused;

  const { metadata } = manifest;
  const report = new Report();
  let created: Resource;
  try {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${metadata.namespace}/workflowtemplates/${metadata.name}`;
    const live = await cluster.find<Resource>(path);
    if (!live || live.metadata.annotations?.[annotation] !== metadata.annotations[annotation]) {
      const remedy = '`alida-argo apply` puts it there';
      say(
        live
          ? `note: ${cluster.name} has another ${metadata.name} than these definitions make, and runs that; ${remedy}`
          : `error: ${cluster.name} has no ${metadata.namespace}/${metadata.name}; ${remedy}`,
      );
      if (!live) return exit.wrongInput;
    }
    created = await createWorkflow(cluster, metadata.namespace, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { generateName: `${metadata.name}-`, namespace: metadata.namespace },
      spec: {
        workflowTemplateRef: { name: metadata.name },
        arguments: { parameters: [...parameter].map(([key, value]) => ({ name: key, value })) },
      },
    });
  } catch (error) {
    cluster.tell(error, `run ${metadata.name} in namespace ${metadata.namespace}`, report);
    tell(report.diagnostics);
    return exit.wrongInput;
  }
  const run = `${created.metadata.namespace ?? ''}/${created.metadata.name}`;
  say(`${run}: submitted`);
  if (options.detach) {
    const { name: own, namespace, uid } = created.metadata;
    out(output === 'json' ? `${JSON.stringify({ name: own, namespace, uid }, undefined, 2)}\n` : `${own}\n`);
    return exit.fine;
  }

  const left = new AbortController();
  let asking = false;
  const interrupted = (): void => {
    const leave = (): void => {
      left.abort();
    };
    if (asking || !process.stdin.isTTY || !process.stderr.isTTY) {
      leave();
      return;
    }
    asking = true;
    withQuestions((ask) => ask({ about: '\nthe run', choices: ['stop', 'leave', 'follow'], otherwise: 'leave' }))
      .then(async (answer) => {
        if (answer === 'leave') leave();
        if (answer === 'stop') await stopWorkflow(cluster, created);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Unanswered)) say(`error: ${String(error)}`);
        leave();
      })
      .finally(() => {
        asking = false;
      });
  };
  const terminated = (): void => {
    left.abort();
  };
  process.on('SIGINT', interrupted).once('SIGTERM', terminated);
  const stream = output === 'json' ? process.stderr : process.stdout;
  const log = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      stream.write(bytes, () => {
        resolve();
      });
    });
  let outcome: Outcome | undefined;
  try {
    outcome = await follow(cluster, created, { log, tell: say }, left.signal);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) say(`error: ${run} was deleted`);
    else cluster.tell(error, `follow ${run}`, report);
    tell(report.diagnostics);
    return exit.wrongInput;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', terminated);
  }
  if (!outcome) {
    say(`left: it goes on as ${run}`);
    return exit.wrongInput;
  }
  const why = [outcome.reason, outcome.message].filter(Boolean).join(': ');
  say(`${run}: ${outcome.phase}, exit code ${outcome.exitCode}${why === '' ? '' : `: ${why}`}`);
  for (const { step, url } of outcome.history ?? [])
    say(`${step === '' ? run : `${run}, ${step}`}: its history: ${url}`);
  if (output === 'json') out(`${JSON.stringify(outcome, undefined, 2)}\n`);
  return outcome.exitCode;
}

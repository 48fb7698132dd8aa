import { gunzipSync } from 'node:zlib';
import { outputs } from '../contract.js';
import type { Resource } from './cluster.js';

// What Argo's Workflows say of a run.

interface Node {
  readonly name?: unknown;
  readonly displayName?: string;
  readonly type?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly outputs?: { readonly parameters?: readonly { readonly name: string; readonly value?: string }[] };
}

export interface Workflow extends Resource {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
    readonly nodes?: Readonly<Record<string, Node>>;
    /** In the place of `nodes` where those are many. */
    readonly compressedNodes?: string;
  };
}

/** How a run stands. */
export interface Standing {
  readonly phase: string;
  /** The program's own where it is known. */
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Where the history server has its drivers, once they have ended. */
  readonly history?: { step: string; url: string }[];
}

export const workflows = (namespace: string): string => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;

/** Bytes of steps: Kubernetes stores 1.5 MB of them packed, and whoever packed them may have meant no good. */
const mostSteps = 32 * 1024 * 1024;

/** The steps that Argo packed, for they were many; none where they cannot be read. */
function unpackedNodes(packed: string): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: mostSteps }).toString());
  } catch {
    return undefined;
  }
}

/** A Workflow with its steps. */
export function unpacked<T extends Pick<Workflow, 'status'>>(workflow: T): T {
  const { compressedNodes, nodes: plain, ...status } = workflow.status ?? {};
  const nodes: unknown = compressedNodes ? unpackedNodes(compressedNodes) : plain;
  const steps = Object.entries(typeof nodes === 'object' ? { ...nodes } : {}).filter(
    ([, node]) => typeof node === 'object' && node !== null,
  );
  return { ...workflow, status: { ...status, nodes: Object.fromEntries(steps) as typeof plain & object } };
}

/** Whoever may write Workflows may write what stands here, too. */
function outputOf({ outputs: made }: Node, name: string): string | undefined {
  const parameters: unknown = made?.parameters;
  if (!Array.isArray(parameters)) return undefined;
  const found = (parameters as ({ name?: unknown; value?: unknown } | null)[]).find((one) => one?.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}

/** What the resolver says of the first driver that failed. */
function verdictOf(nodes: readonly Node[]) {
  for (const node of nodes) {
    const exitCode = Number(outputOf(node, 'exit-code') ?? 0);
    if (Number.isInteger(exitCode) && exitCode > 0)
      return { exitCode, reason: outputOf(node, 'reason'), message: outputOf(node, 'message') };
  }
  return undefined;
}

/** Of the Workflow's steps by their names, a service alone has none. A step that is tried again says the same twice. */
function historyOf(nodes: readonly Node[], workflow: string): NonNullable<Standing['history']> {
  const steps = new Map<string, string>();
  for (const node of nodes) {
    const url = outputOf(node, outputs.history) ?? '';
    if (!/^https?:\/\/\S+$/.test(url)) continue;
    const path = (typeof node.name === 'string' ? node.name : '').slice(workflow.length + 1).split('.');
    steps.set(
      url,
      path
        .slice(0, -1)
        .join('.')
        .replace(/(?:^|\.)run$/, ''),
    );
  }
  return [...steps].map(([url, step]) => ({ step, url }));
}

/** How the run of a Workflow with its steps stands. */
export function standingOf({ metadata, status = {} }: Workflow): Standing {
  const { finishedAt, message, phase = 'Pending', startedAt } = status;
  const nodes = Object.values(status.nodes ?? {});
  const verdict = phase === 'Succeeded' ? undefined : verdictOf(nodes);
  const exitCode = phase === 'Succeeded' ? 0 : verdict?.exitCode;
  const why = verdict?.message ?? message;
  const history = historyOf(nodes, metadata.name);
  return {
    phase,
    ...(exitCode !== undefined && { exitCode }),
    ...(verdict?.reason && { reason: verdict.reason }),
    ...(why && { message: why }),
    ...(startedAt && { startedAt }),
    ...(finishedAt && { finishedAt }),
    ...(history.length > 0 && { history }),
  };
}

// A submission, from the WorkflowTemplate to what Spark creates: Argo's controller, and Spark's own code.
import { spawnSync } from 'node:child_process';
import { asYaml, type CompiledService } from '../../src/index.js';
import type { Pod } from './client.js';
import { Judge } from './judge.js';

export const argo = new Judge('test/conformance/argo/run.sh', ['serve']);

/** The pod of an attempt as Argo's controller makes it and the kubelet starts it. */
export async function clientPod(
  { manifest, products }: Pick<CompiledService, 'manifest' | 'products'>,
  parameters: Record<string, string>,
): Promise<Pod> {
  const { run } = await argo.ask<{
    run: { pods: Omit<Pod, 'namespace'>[]; message?: string; nodes: { Message: string }[] };
  }>({
    op: 'render',
    // The run is the judge's own, not one of a schedule.
    manifests: asYaml(products.filter((product) => product.manifest.kind === 'WorkflowTemplate')),
    parameters,
  });
  const pod = run.pods.find(({ template }) => template === 'spark-client');
  if (pod?.problems.length === 0) return { ...pod, namespace: manifest.metadata.namespace };
  throw new Error(pod?.problems[0] ?? run.message ?? run.nodes.map(({ Message }) => Message).join('; '));
}

export interface SparkAnswer {
  readonly id: string;
  readonly refused?: string;
  readonly disagreements: readonly string[];
  readonly driver: Record<string, unknown> & { readonly args: string[]; readonly env: Record<string, unknown> };
  readonly executor: Record<string, unknown>;
  readonly conf: Record<string, string>;
}

/** Judges submissions by Spark's own code. */
export function spark(mode: string, requests: readonly object[]): unknown[] {
  const { error, status, stderr, stdout } = spawnSync('test/conformance/spark/run.sh', mode.split(' '), {
    encoding: 'utf8',
    input: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  const answers = stdout.split('\n').filter(Boolean);
  if (answers.length !== requests.length) throw new Error(`spark ${mode} ended with ${status}: ${stderr.slice(-2000)}`);
  return answers.map((line) => JSON.parse(line) as unknown);
}

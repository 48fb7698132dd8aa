import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findHomeDir, KubeConfig } from '@kubernetes/client-node';
import type { Report } from '../diagnostics/index.js';
import { clusterConfig } from '../status-resolver/api.js';
import { textOf } from '../status-resolver/watch.js';
import { placeIn } from './place.js';

function readFile(file: string, report: Report): KubeConfig | undefined {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    // A second line would show what stands there, such as a token. Of an empty file the library makes a TypeError.
    const [reason = ''] = error instanceof TypeError ? ['this is no kubeconfig'] : textOf(error).split('\n');
    report.add('cluster-unreachable', placeIn(file), { reason });
    return undefined;
  }
}

/** The files that kubectl would read. */
function filesOf(KUBECONFIG: string | undefined): string[] {
  const home = findHomeDir();
  const files = KUBECONFIG ? KUBECONFIG.split(delimiter) : home ? [join(home, '.kube', 'config')] : [];
  return files.filter((file) => file !== '' && existsSync(file));
}

/** What kubectl would go by, of several files each name's first; nothing where there is none, which is told. */
export function readKubeconfig(named: string | undefined, report: Report): KubeConfig | undefined {
  const { KUBECONFIG, KUBERNETES_SERVICE_HOST } = process.env;
  if (named === undefined && !KUBECONFIG && KUBERNETES_SERVICE_HOST) return clusterConfig();
  const files = named === undefined ? filesOf(KUBECONFIG) : [named];
  if (files.length === 0) {
    const reason = 'there is no kubeconfig: --kubeconfig, KUBECONFIG or ~/.kube/config';
    report.add('cluster-unreachable', placeIn('kubeconfig'), { reason });
  }
  const all = files.flatMap((file) => readFile(file, report) ?? []);
  if (all.length === 0 || all.length < files.length) return undefined;
  const firsts = <T extends { readonly name: string }>(listOf: (config: KubeConfig) => readonly T[]): T[] => [
    ...new Map([...all].reverse().flatMap((config) => listOf(config).map((one) => [one.name, one] as const))).values(),
  ];
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: firsts((one) => one.getClusters()),
    users: firsts((one) => one.getUsers()),
    contexts: firsts((one) => one.getContexts()),
    currentContext: all.map((one) => one.getCurrentContext()).find(Boolean) ?? '',
  });
  return config;
}

/** What is wrong with what a context names; a server may hold a password, which is not shown. */
export function whyUnusable(config: KubeConfig, context: string): string | undefined {
  const { cluster = '', user } = config.getContextObject(context) ?? {};
  const server = config.getCluster(cluster)?.server;
  if (server === undefined) return `context ${context} names cluster ${cluster}, which is not there`;
  if (user && !config.getUser(user)) return `context ${context} names user ${user}, who is not there`;
  if (/^https?:\/\//i.test(server) && URL.canParse(server)) return undefined;
  return `the server of cluster ${cluster} is no address such as https://HOST:6443`;
}

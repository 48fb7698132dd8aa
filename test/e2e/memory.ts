// How much memory containers take at most, by the kernel: read while they run, as their cgroups go with them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerStatus, Pod } from '../../src/status-resolver/pod.js';

const [root, file] = existsSync('/sys/fs/cgroup/memory')
  ? (['/sys/fs/cgroup/memory/alida-argo-e2e/kubepods', 'memory.max_usage_in_bytes'] as const)
  : (['/sys/fs/cgroup/alida-argo-e2e/kubepods', 'memory.peak'] as const);

const below = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it went
  }
};

const peaks = new Map<string, number>(); // by container id

const look = (): void => {
  for (const pods of [root, ...['burstable', 'besteffort'].map((one) => join(root, one))]) {
    for (const pod of below(pods).filter((name) => name.startsWith('pod'))) {
      for (const id of below(join(pods, pod)).filter((name) => /^[0-9a-f]{64}$/.test(name))) {
        try {
          peaks.set(id, Number(readFileSync(join(pods, pod, id, file), 'utf8')));
        } catch {
          // It went.
        }
      }
    }
  }
};

const known = new Map<string, number[]>(); // by what it is

/** Puts names to the containers of pods that ended. */
export const named = (pods: readonly Pod[]): void => {
  for (const { metadata, status } of pods) {
    const role = metadata.labels?.['alida.io/role'] ?? metadata.labels?.['spark-role'] ?? 'other';
    const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
    for (const { containerID, name } of containers as readonly (ContainerStatus & { containerID?: string })[]) {
      const id = containerID?.replace(/^containerd:\/\//, '') ?? '';
      const peak = peaks.get(id);
      if (peak === undefined) continue;
      peaks.delete(id);
      const what = `${role} | ${name}`;
      known.set(what, [...(known.get(what) ?? []), peak]);
    }
  }
};

/** Looks until it is stopped, which gives a table. */
export const watchMemory = (): (() => string) => {
  const timer = setInterval(look, 250);
  return () => {
    clearInterval(timer);
    const mebibytes = (bytes: number): string => (bytes / (1 << 20)).toFixed(0);
    const rows = [...known].sort().map(([what, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return `| ${what} | ${all.length} | ${mebibytes(sorted[all.length >> 1] ?? 0)} | ${mebibytes(sorted.at(-1) ?? 0)} |`;
    });
    return ['| pod | container | seen | median peak, MiB | highest, MiB |', '| - | - | - | - | - |', ...rows].join(
      '\n',
    );
  };
};

import { credentialIn, hidden } from '../credentials/index.js';
import { facts } from './facts.js';
import { label } from './label.js';
import { cell } from './report.js';

/** One manifest of one cluster. */
interface ClusterManifest {
  readonly cluster: string;
  readonly name: string;
  readonly manifest: unknown;
}

/** A value that is not the same on every cluster. */
interface Row {
  readonly services: readonly string[];
  readonly what: string;
  /** One for each cluster, in their order; absent: the cluster has no such value. */
  readonly values: readonly (string | undefined)[];
}

/** What differs between clusters: a row for each value, the services in which it is the same together. */
export function clusterRows(clusters: readonly string[], manifests: readonly ClusterManifest[]): Row[] {
  const byService = new Map<string, Map<string, unknown>>();
  for (const { cluster, manifest, name } of manifests) {
    const own = byService.get(name) ?? new Map<string, unknown>();
    byService.set(name, own.set(cluster, manifest));
  }
  const rows = new Map<string, { services: Set<string>; what: string; values: (string | undefined)[] }>();
  for (const [service, own] of byService) {
    const all = clusters.map((cluster) => (own.has(cluster) ? facts(own.get(cluster)) : undefined));
    for (const id of new Set(all.flatMap((one) => [...(one?.keys() ?? [])]))) {
      const found = all.map((one) => one?.get(id));
      if (new Set(found.map((fact) => fact?.value)).size < 2) continue;
      const fact = found.find(Boolean);
      if (!fact) continue;
      const { derived, key, what } = label(fact.item ? fact.path.slice(0, -1) : fact.path);
      if (derived) continue;
      const values = found.map((one) => {
        if (!one) return undefined;
        return credentialIn(key, one.value ?? '') ? hidden : (one.value ?? '(none)');
      });
      const text = JSON.stringify([what, values]);
      const row = rows.get(text) ?? { services: new Set<string>(), what, values };
      row.services.add(service);
      rows.set(text, row);
    }
  }
  return [...rows.values()].map(({ services, what, values }) => ({ services: [...services], what, values }));
}

/** The longest value that a table shows. */
const widest = 60;

const brief = (value: string | undefined): string => {
  if (value === undefined) return '–';
  const [line = '', ...more] = value.trimEnd().split('\n');
  if (more.length > 0) return `(${more.length + 1} lines)`;
  return line.length > widest ? `${line.slice(0, widest)}…` : line;
};

const namesOf = (services: readonly string[], all: number): string => {
  if (services.length === all && all > 1) return `all ${all}`;
  return services.length > 3
    ? `${services.slice(0, 3).join(', ')} and ${services.length - 3} more`
    : services.join(', ');
};

/** The rows as a table of Markdown, which a terminal shows as well. */
export function clusterTable(clusters: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return 'no differences\n';
  const all = new Set(rows.flatMap(({ services }) => services)).size;
  const table = [
    ['service', 'value', ...clusters],
    ...rows.map(({ services, what, values }) => [namesOf(services, all), what, ...values.map(brief)].map(cell)),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = '', ...body] = table.map(
    (row) => `| ${row.map((text, n) => text.padEnd(widths[n] ?? 0)).join(' | ')} |`,
  );
  return `${[head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n')}\n`;
}

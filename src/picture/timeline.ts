import { cut, element, svg, widthOf, xml } from './xml.js';

/** What of Argo's Workflow is drawn. */
interface Run {
  readonly metadata?: { readonly name?: unknown };
  readonly status?: { readonly phase?: unknown; readonly nodes?: Readonly<Record<string, Node>> };
}

interface Node {
  readonly displayName?: unknown;
  readonly type?: unknown;
  readonly phase?: unknown;
  readonly message?: unknown;
  readonly boundaryID?: unknown;
  readonly startedAt?: unknown;
  readonly finishedAt?: unknown;
}

/** Seconds of a time of Kubernetes': of UTC, so that no machine's own zone counts. */
const secondsOf = (time: unknown): number | undefined =>
  typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(time)
    ? // eslint-disable-next-line no-restricted-globals -- it reads a text, no clock
      Math.floor(Date.parse(time) / 1000)
    : undefined;

/** `42 s`, `3 min 20 s`, `1 h 5 min`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [large, small, units] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, ['min', 's']]
      : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), ['h', 'min']];
  return `${large} ${units[0] ?? ''}${small > 0 ? ` ${small} ${units[1] ?? ''}` : ''}`;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];
const words = (value: unknown): string => (typeof value === 'string' ? value : '');
const kinds: Readonly<Record<string, string>> = { Succeeded: 'ok', Failed: 'failed', Error: 'failed' };
const colours = '.ok{fill:#2da44e}.failed{fill:#cf222e}.other{fill:#bf8700}.grid{stroke:#8b949e;stroke-opacity:.3}';

/** Rows that are drawn. */
const most = 300;
const [rowHeight, plot, margin] = [26, 480, 16];

/**
 * When each step of a run began and ended, as SVG; nothing where the value is no Workflow of Argo's that has begun.
 *
 * @param now The time, where the run has not ended.
 */
export function timeline(workflow: unknown, now?: string): string | undefined {
  const { metadata, status } = (workflow ?? {}) as Run;
  const nodes = typeof status?.nodes === 'object' ? status.nodes : {};
  const depthOf = (id: unknown, deepest = 20): number => {
    const node = typeof id === 'string' && Object.hasOwn(nodes, id) ? nodes[id] : undefined;
    return node && deepest > 0 ? 1 + depthOf(node.boundaryID, deepest - 1) : 0;
  };
  const begun = Object.values(nodes)
    .filter(({ phase, type }) => /^(?:Pod|DAG|Steps)$/.test(words(type)) && !/^(?:Skipped|Omitted)$/.test(words(phase)))
    .flatMap((node) => {
      const from = secondsOf(node.startedAt);
      return from === undefined
        ? []
        : [{ node, from, to: secondsOf(node.finishedAt), depth: depthOf(node.boundaryID) }];
    })
    .sort((a, b) => a.from - b.from || a.depth - b.depth)
    .slice(0, most);
  if (begun.length === 0) return undefined;
  const start = Math.min(...begun.map(({ from }) => from));
  const known = Math.max(...begun.map(({ from, to = from }) => to));
  const end = begun.every(({ to }) => to !== undefined) ? known : Math.max(known, secondsOf(now) ?? known);
  const span = Math.max(1, end - start);
  const labels = begun.map(({ depth, node }) => ({ x: margin + depth * 14, text: cut(words(node.displayName)) }));
  const left = Math.max(...labels.map(({ text, x }) => x + widthOf(text))) + 16;
  const at = (time: number): number => Math.round((left + ((time - start) / span) * plot) * 10) / 10;
  const bottom = margin + rowHeight * (begun.length + 1);
  const step = steps.find((one) => span / one <= 7) ?? span;
  const grid = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => start + index * step).flatMap(
    (time) => [
      element('path', { class: 'grid', d: `M${at(time)} ${margin + rowHeight - 6}V${bottom}` }),
      element('text', { class: 'soft', x: at(time), y: margin + 10, 'text-anchor': 'middle' }, duration(time - start)),
    ],
  );
  const rows = begun.map(({ from, node, to = end }, index) => {
    const y = margin + rowHeight * (index + 1);
    const [phase, message] = [words(node.phase), words(node.message)];
    const took = duration(to - from);
    const width = Math.max(3, at(to) - at(from));
    const { text = '', x = 0 } = labels[index] ?? {};
    return element(
      'g',
      {},
      element('title', {}, xml([words(node.displayName), `${phase}, ${took}`, message].filter(Boolean).join('\n'))),
      element('text', { x, y: y + 17 }, xml(text)),
      element('rect', { class: kinds[phase] ?? 'other', x: at(from), y: y + 5, width, height: rowHeight - 10, rx: 4 }),
      element('text', { class: 'soft', x: Math.round(at(from) + width + 8), y: y + 17 }, took),
    );
  });
  const title = `${words(metadata?.name)}: ${words(status?.phase)}, ${duration(end - start)}`;
  return svg(title, [left + plot + 110, bottom + margin], [...grid, ...rows], colours);
}

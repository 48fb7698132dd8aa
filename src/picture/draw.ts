import { Graph, layout } from '@dagrejs/dagre';
import type { Picture } from './picture.js';
import { cut, element, svg, widthOf, xml } from './xml.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

const lineHeight = 18;
const margin = 16;

const at = (n: number): number => Math.round(n * 10) / 10;
const path = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');

/** The corners of a box; Spark's is a hexagon. */
function outline(shape: string, { x, y }: Point, width: number, height: number): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const kind = `box ${shape}`;
  if (shape !== 'spark') {
    return element('rect', { class: kind, x: at(left), y: at(top), width, height, rx: shape === 'pod' ? 8 : 2 });
  }
  const points = [
    [left + 12, top],
    [left + width - 12, top],
    [left + width, y],
    [left + width - 12, top + height],
    [left + 12, top + height],
    [left, y],
  ];
  return element('polygon', { class: kind, points: points.map((point) => point.map(at).join(',')).join(' ') });
}

/** Columns that all arrows together may cross: the layout's work grows faster than that, and a reader's too. */
const mostCrossed = 5000;

/** The columns that the arrows cross, in a picture without circles. */
function crossed({ arrows, boxes }: Picture): number {
  const waiting = new Map(boxes.map(({ id }) => [id, 0]));
  const leaving = new Map(boxes.map(({ id }) => [id, [] as string[]]));
  for (const { from, to } of arrows) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    leaving.get(from)?.push(to);
  }
  const columns = new Map<string, number>();
  const ready = [...waiting].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (const id of ready) {
    const column = columns.get(id) ?? 0;
    for (const to of leaving.get(id) ?? []) {
      columns.set(to, Math.max(columns.get(to) ?? 0, column + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  const columnOf = (id: string): number => columns.get(id) ?? 0;
  return boxes.length + arrows.reduce((sum, { from, to }) => sum + columnOf(to) - columnOf(from), 0);
}

/** Draws a picture as SVG, from left to right; nothing where it is so large that nobody could read it. */
export function draw(picture: Picture): string | undefined {
  if (crossed(picture) > mostCrossed) return undefined;
  const { arrows, boxes, title } = picture;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 40, edgesep: 12, marginx: margin, marginy: margin });
  for (const { id, lines } of boxes) {
    const width = Math.ceil(Math.max(80, ...lines.map((line) => widthOf(cut(line)) + 40)));
    graph.setNode(id, { width, height: lines.length * lineHeight + 20 });
  }
  arrows.forEach(({ from, label = '', to }, index) => {
    const size = label === '' ? {} : { width: widthOf(cut(label)) + 8, height: lineHeight, labelpos: 'c' as const };
    graph.setEdge(from, to, size, String(index));
  });
  layout(graph);

  const edges = arrows.map(({ dashed, from, label, to }, index) => {
    const { points, x, y } = graph.edge({ v: from, w: to, name: String(index) });
    return element(
      'g',
      {},
      element('path', {
        class: 'line',
        d: path(points),
        'marker-end': 'url(#head)',
        'stroke-dasharray': dashed ? '4 3' : undefined,
      }),
      ...(label === undefined
        ? []
        : [element('text', { class: 'soft label', x: at(x), y: at(y) - 4, 'text-anchor': 'middle' }, xml(cut(label)))]),
    );
  });
  const nodes = boxes.map(({ id, lines, pointer, shape }) => {
    const { height, width, x, y } = graph.node(id);
    const top = y - ((lines.length - 1) * lineHeight) / 2 + 4;
    return element(
      'g',
      { 'data-pointer': pointer },
      element('title', {}, xml(lines.join('\n'))),
      outline(shape, { x, y }, width, height),
      ...lines.map((line, index) =>
        element(
          'text',
          { class: index > 0 ? 'soft' : undefined, x: at(x), y: at(top + index * lineHeight), 'text-anchor': 'middle' },
          xml(cut(line)),
        ),
      ),
    );
  });
  const head = element(
    'defs',
    {},
    element(
      'marker',
      { id: 'head', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' },
      element('path', { class: 'head', d: 'M0 0L8 4L0 8z' }),
    ),
  );
  const { height, width } = graph.graph();
  return svg(title, [width, height], [head, ...edges, ...nodes]);
}

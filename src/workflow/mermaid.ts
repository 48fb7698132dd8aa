import type { LinkedWorkflow } from './link.js';
import { usesSpark } from '../service/index.js';

// Characters that Mermaid would read as its own.
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .:,/_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);

/** The picture of a workflow as a Mermaid flowchart: Spark services as hexagons, others as boxes. */
export function mermaid({ definition, steps }: LinkedWorkflow): string {
  const id = new Map(steps.map(({ step }, index) => [step.name, `s${index}`]));
  const node = (name: string): string => id.get(name) ?? '';
  const boxes = steps.map(({ service, step }) => {
    const [open, close] = usesSpark(service) ? ['{{', '}}'] : ['[', ']'];
    const version = service.version === undefined ? '' : ` ${service.version}`;
    const text = `${escaped(step.title ?? step.name)}<br/>${escaped(service.name + version)}`;
    return `  ${node(step.name)}${open}"${text}"${close}`;
  });
  const arrows = definition.edges.map(
    ({ from, to }) => `  ${node(from.step)} -- "${escaped(from.port.replace(/^output-/, ''))}" --> ${node(to.step)}`,
  );
  return [`flowchart LR`, ...boxes, ...arrows, ''].join('\n');
}

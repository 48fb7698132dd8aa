import { usesSpark } from '../service/index.js';
import type { LinkedWorkflow } from '../workflow/index.js';
import type { Picture } from './picture.js';

/** A workflow: its steps, and what goes from one to the next. */
export function ofWorkflow({ definition, steps }: LinkedWorkflow): Picture {
  const ids = new Map(steps.map(({ step }, index) => [step.name, `s${index}`]));
  const id = (name: string): string => ids.get(name) ?? '';
  return {
    title: definition.name,
    boxes: steps.map(({ service, step }) => ({
      id: id(step.name),
      lines: [
        step.title ?? step.name,
        service.version === undefined ? service.name : `${service.name} ${service.version}`,
      ],
      shape: usesSpark(service) ? 'spark' : 'service',
      pointer: step.pointer,
    })),
    arrows: definition.edges.map(({ from, to }) => ({
      from: id(from.step),
      to: id(to.step),
      label: from.port.replace(/^output-/, ''),
    })),
  };
}

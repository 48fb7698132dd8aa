import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import type { TemplateSpecification } from './generated/templates.js';
import type { Line } from './line.js';
import { block } from './yaml.js';

// The package's types do not name the exports of its runtime.
const { template: instantiate } = runtime as unknown as typeof Handlebars;
const instances = new Map<TemplateSpecification, Handlebars.TemplateDelegate>();

/** What a template may be filled with: texts that stay on their lines, and data for the helper `block`, which writes YAML. */
type Context = Readonly<Record<string, Line | Block | readonly Context[] | undefined>>;

/** Plain data that becomes a block of YAML. */
export class Block {
  constructor(readonly data: object) {}
}

/** Fills a template of templates/ with a context's own members. */
export function render(template: TemplateSpecification, context: Context): string {
  let fill = instances.get(template);
  if (!fill) {
    fill = instantiate(template);
    instances.set(template, fill);
  }
  return fill(context, { helpers: { block: ({ data }: Block, indent: number) => block(data, indent) } });
}

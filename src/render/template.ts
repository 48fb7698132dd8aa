import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import type { TemplateSpecification } from './generated/templates.js';
import { block } from './yaml.js';

// The package's types do not name the exports of its runtime.
const { template: instantiate } = runtime as unknown as typeof Handlebars;
const instances = new Map<TemplateSpecification, Handlebars.TemplateDelegate>();

/** Fills a template of templates/ with a context's own members. */
export function render(template: TemplateSpecification, context: object): string {
  let fill = instances.get(template);
  if (!fill) {
    fill = instantiate(template);
    instances.set(template, fill);
  }
  return fill(context, { helpers: { block } });
}

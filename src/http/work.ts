import type { HookRequest } from './app.js';
import { asYaml } from '../pipeline/compile.js';
import { exportDocument, type Exported } from '../pipeline/export.js';
import { readSource } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { exported, plans, problem, titles, validated, type Answer, type Status } from './answers.js';

export const json = 'application/json';

export const refusal = (status: Status, detail?: string, report?: Report): Answer => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify(problem(status, titles[status], detail, report?.diagnostics)),
});

const products: Readonly<Record<string, (product: Exported, report: Report) => object>> = {
  '/v1/export': exported,
  '/v1/validate': (_, report) => validated(report),
  '/v1/plan': plans,
};

/** The answer to a request: a function of its text, which a worker computes. */
export function answer({ inline, route, text, yaml }: HookRequest, profile: PlatformProfile): Answer {
  const report = new Report();
  const source = readSource('request', text, report);
  if (!source) return refusal(400, undefined, report);
  const product = exportDocument(source, profile, report, { inline });
  if (!product) return refusal(422, undefined, report);
  if (yaml) return { status: 200, type: 'application/yaml', body: asYaml(product.products) };
  return { status: 200, type: json, body: JSON.stringify(products[route]?.(product, report)) };
}

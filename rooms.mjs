/**
 * The rooms of src/ in the order of the way through them: what each holds, and what it may import besides itself. A `pure`
 * one is a function of its input: only the others touch the machine. ESLint enforces it, CONTRIBUTING.md shows it.
 */
export const rooms = {
  diagnostics: { holds: 'codes, messages, causes, remedies; places', imports: [], pure: true },
  credentials: { holds: 'what looks like a credential, and how it is kept out of sight', imports: [], pure: true },
  render: { holds: 'plain object → YAML, template → text; knows neither Argo nor Spark', imports: [], pure: true },
  'spark-keys': {
    holds: 'Spark’s keys as data: type, unit, default, since when',
    imports: ['diagnostics'],
    pure: true,
  },
  definition: {
    holds: 'JSON or YAML text → positioned source → checked service definition',
    imports: ['diagnostics', 'credentials', 'render'],
    pure: true,
  },
  platform: {
    holds: 'the platform profile and its defaults; settings and their layers',
    imports: ['diagnostics', 'credentials', 'spark-keys', 'definition'],
    pure: true,
  },
  service: {
    holds: 'a service’s properties sorted, Spark or not: settings, arguments, run-time values',
    imports: ['diagnostics', 'spark-keys', 'definition', 'platform'],
    pure: true,
  },
  spark: {
    holds: 'what Spark needs: rules of its settings, resources, pod template, spark-submit arguments',
    imports: ['diagnostics', 'credentials', 'render', 'spark-keys', 'definition', 'platform', 'service'],
    pure: true,
  },
  container: {
    holds: 'what a service without Spark needs',
    imports: ['diagnostics', 'spark-keys', 'definition', 'platform', 'service'],
    pure: true,
  },
  workflow: {
    holds: 'steps, ports and edges connected',
    imports: ['diagnostics', 'definition', 'platform', 'service'],
    pure: true,
  },
  picture: {
    holds: 'what a workflow and a run look like: SVG, Mermaid, DOT',
    imports: ['service', 'spark', 'workflow'],
    pure: true,
  },
  argo: {
    holds: 'parameters, placeholders, templates, what Argo does with them',
    imports: ['diagnostics', 'render', 'definition', 'platform', 'service', 'spark', 'container', 'workflow'],
    pure: true,
  },
  pipeline: {
    holds: 'compile, export, plan: from the definition to the products',
    imports: ['diagnostics', 'render', 'definition', 'platform', 'service', 'spark', 'container', 'workflow', 'argo'],
    pure: true,
  },
  importers: {
    holds: 'what runs Spark elsewhere → definitions',
    imports: ['diagnostics', 'credentials', 'spark-keys', 'definition', 'platform', 'service', 'pipeline'],
    pure: true,
  },
  reporters: { holds: 'diagnostics as text, JSON, SARIF, annotations', imports: ['diagnostics'], pure: true },
  diff: { holds: 'what two manifests differ in, in words; commit messages', imports: ['credentials'], pure: true },
  cluster: {
    holds: 'a live cluster: is it ready, what would change, what runs',
    imports: ['diagnostics', 'render', 'platform', 'spark', 'argo', 'diff', 'status-resolver'],
  },
  adapters: { holds: 'files, output folders, git', imports: ['diagnostics', 'credentials', 'definition'] },
  http: {
    holds: 'the export hook',
    imports: ['diagnostics', 'reporters', 'definition', 'platform', 'pipeline'],
  },
  cli: {
    holds: 'parse, call, report',
    imports: [
      ...['diagnostics', 'credentials', 'render', 'spark-keys', 'definition', 'platform', 'spark', 'argo', 'pipeline'],
      ...['picture', 'importers', 'reporters', 'diff', 'cluster', 'adapters', 'http'],
    ],
  },
  'status-resolver': { holds: 'pod → outcome, and the small program around it', imports: [] },
};

import type { Manifest, Field, Members } from './manifest.js';
import { record, textOf } from './manifest.js';
import { at, callsSparkSubmit, type Call } from './pod-command.js';
import { filledIn, type Surroundings, type Value } from './shell.js';

type Placeholder = Surroundings['placeholder'];

/** A template of a Workflow, a WorkflowTemplate or a CronWorkflow. */
interface Template extends Field {
  readonly value: Members;
  readonly placeholder: Placeholder;
}

const specPath = (manifest: Manifest): string[] =>
  record(manifest.plain(manifest.root))?.kind === 'CronWorkflow' ? ['spec', 'workflowSpec'] : ['spec'];

/** The templates, each with what it is given. */
export function templatesOf(manifest: Manifest): Template[] {
  const spec = at(manifest, specPath(manifest));
  const list = spec && manifest.field(spec.node, spec.path, 'templates');
  if (spec === undefined || list === undefined) return [];
  const templates = manifest.items(list);
  const whole = parameters(record(manifest.plain(spec.node))?.arguments, 'workflow.parameters', () => undefined);
  const callers = callsOf(templates.map(({ value }) => value));
  return templates.map(({ node, place, value }) => {
    const name = textOf(value.name);
    // One caller says what the template gets; several do not agree.
    const calls = callers.get(name) ?? [];
    const given = calls.length === 1 ? parameters(calls[0], 'inputs.parameters', whole) : (): undefined => undefined;
    const defaults = parameters(value.inputs, 'inputs.parameters', whole);
    const placeholder: Placeholder = (key) => given(key) ?? defaults(key) ?? whole(key);
    return { node, place, value, path: `${list.path}: ${name}`, placeholder };
  });
}

/** The templates that call spark-submit. */
export function workflowCalls(manifest: Manifest): Call[] {
  const found = templatesOf(manifest).map(({ node, path, place, placeholder, value }): Call => {
    const pod: Field = { node, place, path };
    const member = value.script === undefined ? 'container' : 'script';
    return {
      container: manifest.field(node, path, member) ?? pod,
      pod,
      member,
      path: [...specPath(manifest), 'templates'],
      others: [],
      placeholder,
    };
  });
  const calling = found.filter(({ container, pod }) => container !== pod && callsSparkSubmit(manifest, container.node));
  const others = found.filter((call) => !calling.includes(call)).map(({ pod }) => pod);
  return calling.map((call) => ({ ...call, others }));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** What parameters hold, by the name that a placeholder has for them. */
function parameters(from: unknown, prefix: string, around: Placeholder): Placeholder {
  const list = record(from)?.parameters;
  const found = new Map<string, Value>();
  for (const one of listOf(list)) {
    const { default: fallback, name, value } = record(one) ?? {};
    const given = value ?? fallback;
    if (given === undefined || given === null) continue;
    const filled = filledIn(textOf(given), {
      environment: new Map(),
      placeholder: around,
    });
    found.set(`${prefix}.${textOf(name)}`, { ...filled, overridable: true });
  }
  return (key) => found.get(key);
}

/** The arguments of each task and step that calls a template, by the template's name. */
function callsOf(templates: readonly Members[]): Map<string, unknown[]> {
  const calls = new Map<string, unknown[]>();
  for (const { dag, steps } of templates) {
    const tasks = record(dag)?.tasks;
    const all = [...listOf(tasks), ...listOf(steps).flatMap(listOf)];
    for (const one of all) {
      const { arguments: given, template } = record(one) ?? {};
      const name = textOf(template);
      calls.set(name, [...(calls.get(name) ?? []), given]);
    }
  }
  return calls;
}

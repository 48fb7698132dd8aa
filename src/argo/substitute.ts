import type { DagTemplate, Template, WorkflowTemplate } from './types.js';

// What Argo would do at run time to the tags that this room writes, and to no others: the one imitation there is, for
// `plan`. The conformance suite holds it against Argo's own controller.

/** The values of Argo's own variables, such as `workflow.uid`. */
export type Variables = Readonly<Record<string, string>>;

const stepTag =
  /^\{\{=inputs\.parameters\['([^']+)'\](?: != '' \? .* : inputs\.parameters\['location'\] \+ '\/' \+ workflow\.uid \+ (".*"))?\}\}$/;

const upstreamTag = /^\{\{=tasks\['([^']+)'\]\.outputs\.parameters\['([^']+)'\]\}\}$/;

/** What a workflow's tasks pass to their services, by the services' parameters: asked for one step after the other. */
export function stepArguments(
  manifest: WorkflowTemplate,
  given: ReadonlyMap<string, string>,
  variables: Variables,
): (step: string) => Map<string, string> {
  const main = find(manifest, 'main') as DagTemplate;
  const inputs = inputValues(main, given);
  const tasks = new Map(main.dag.tasks.map((task) => [task.name, task.arguments.parameters]));
  const valueOf = (text: string): string => {
    const [, upstream, output] = upstreamTag.exec(text) ?? [];
    if (upstream !== undefined) {
      return valueOf(tasks.get(upstream)?.find(({ name }) => name === output)?.value ?? '');
    }
    const [, parameter = '', place] = stepTag.exec(text) ?? [];
    const said = inputs.get(parameter) ?? '';
    if (said !== '' || place === undefined) return said;
    return `${inputs.get('location') ?? ''}/${variables['workflow.uid'] ?? ''}${JSON.parse(place) as string}`;
  };
  return (step) => new Map((tasks.get(step) ?? []).map(({ name, value = '' }) => [name, valueOf(value)]));
}

const find = (manifest: WorkflowTemplate, name: string): Template | undefined =>
  manifest.spec.templates.find((template) => template.name === name);

const inputValues = ({ inputs }: Template, given: ReadonlyMap<string, string>): Map<string, string> =>
  new Map((inputs?.parameters ?? []).map(({ name, default: value }) => [name, given.get(name) ?? value ?? '']));

/** The values of all parameters of a run, with those given at submit. A parameter without any value is empty. */
export const runValues = (manifest: WorkflowTemplate, given: ReadonlyMap<string, string>): Map<string, string> =>
  inputValues(find(manifest, 'main') as DagTemplate, given);

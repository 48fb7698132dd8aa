import type { DagTemplate, Template, WorkflowTemplate } from './types.js';

// What Argo would do at run time to the tags that this room writes, and to no others: the one imitation there is, for
// `plan`. The conformance suite holds it against Argo's own controller.

/** The values of Argo's own variables, such as `workflow.uid`. */
export type Variables = Readonly<Record<string, string>>;

const stepTag =
  /^\{\{=inputs\.parameters\['([^']+)'\](?: != '' \? .* : inputs\.parameters\['location'\] \+ '\/' \+ workflow\.uid \+ (".*"))?\}\}$/;

const upstreamTag = /^\{\{=tasks\['([^']+)'\]\.outputs\.parameters\['([^']+)'\]\}\}$/;

/** What a workflow's task passes to its service, by the service's parameters. */
export function stepArguments(
  manifest: WorkflowTemplate,
  step: string,
  given: ReadonlyMap<string, string>,
  variables: Variables,
): Map<string, string> {
  const main = find(manifest, 'main') as DagTemplate;
  const inputs = inputValues(main, given);
  const task = main.dag.tasks.find(({ name }) => name === step);
  return new Map(
    (task?.arguments.parameters ?? []).map(({ name, value = '' }) => {
      const [, upstream, output = ''] = upstreamTag.exec(value) ?? [];
      if (upstream !== undefined) {
        return [name, stepArguments(manifest, upstream, given, variables).get(output) ?? ''];
      }
      const [, parameter = '', place] = stepTag.exec(value) ?? [];
      const said = inputs.get(parameter) ?? '';
      if (said !== '' || place === undefined) return [name, said];
      return [name, `${inputs.get('location') ?? ''}/${variables['workflow.uid'] ?? ''}${JSON.parse(place) as string}`];
    }),
  );
}

const find = (manifest: WorkflowTemplate, name: string): Template | undefined =>
  manifest.spec.templates.find((template) => template.name === name);

const inputValues = ({ inputs }: Template, given: ReadonlyMap<string, string>): Map<string, string> =>
  new Map((inputs?.parameters ?? []).map(({ name, default: value }) => [name, given.get(name) ?? value ?? '']));

/** The values of all parameters of a run, with those given at submit. A parameter without any value is empty. */
export const runValues = (manifest: WorkflowTemplate, given: ReadonlyMap<string, string>): Map<string, string> =>
  inputValues(find(manifest, 'main') as DagTemplate, given);

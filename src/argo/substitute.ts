import type { ContainerTemplate, DagTemplate, EnvVar, Template, WorkflowTemplate } from './types.js';

// What Argo would do at run time to the tags that this room writes, and to no others: the one imitation there is, for
// `plan`. The conformance suite holds it against Argo's own controller.

/** The values of Argo's own variables, such as `workflow.uid`. */
export type Variables = Readonly<Record<string, string>>;

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const expressionTag =
  /^=sprig\.b64enc\(inputs\.parameters\['([^']+)'\](?: matches '([^']*)' \? .* \+ '([^']*)' : .*)?\)$/;

/** Replaces the tags of one text; a tag that nothing is known of stays as it is. */
function substitute(text: string, inputs: ReadonlyMap<string, string>, variables: Variables): string {
  return text.replace(/\{\{(.*?)\}\}/gs, (tag, inner: string) => {
    const [, parameter, after, suffix = ''] = expressionTag.exec(inner) ?? [];
    if (parameter !== undefined) {
      const value = inputs.get(parameter) ?? '';
      return base64(after !== undefined && new RegExp(after).test(value) ? value + suffix : value);
    }
    const name = /^inputs\.parameters\.(.+)$/.exec(inner)?.[1];
    return (name === undefined ? variables[inner.replace(/^=/, '')] : inputs.get(name)) ?? tag;
  });
}

const stepTag =
  /^\{\{=inputs\.parameters\['([^']+)'\](?: != '' \? .* : inputs\.parameters\['location'\] \+ '\/' \+ workflow\.uid \+ (".*"))?\}\}$/;

/** What a workflow's task passes to its service, by the service's parameters. */
export function stepArguments(
  manifest: WorkflowTemplate,
  step: string,
  given: ReadonlyMap<string, string>,
  variables: Variables,
): Map<string, string> {
  const main = find(manifest, 'main') as DagTemplate;
  const inputs = new Map(
    (main.inputs?.parameters ?? []).map(({ name, default: value }) => [name, given.get(name) ?? value ?? '']),
  );
  const task = main.dag.tasks.find(({ name }) => name === step);
  return new Map(
    (task?.arguments.parameters ?? []).map(({ name, value = '' }) => {
      const [, parameter = '', place] = stepTag.exec(value) ?? [];
      const said = inputs.get(parameter) ?? '';
      if (said !== '' || place === undefined) return [name, said];
      return [name, `${inputs.get('location') ?? ''}/${variables['workflow.uid'] ?? ''}${JSON.parse(place) as string}`];
    }),
  );
}

/** The client's container as its pod would get it. */
export interface ClientCall {
  /** After the script and `$0`. */
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

const find = (manifest: WorkflowTemplate, name: string): Template | undefined =>
  manifest.spec.templates.find((template) => template.name === name);

/** Follows values given at submit through `main` into the client's container. A parameter without any value is empty. */
export function clientCall(
  manifest: WorkflowTemplate,
  given: ReadonlyMap<string, string>,
  variables: Variables,
): ClientCall {
  const main = find(manifest, 'main') as DagTemplate;
  const client = find(manifest, 'spark-client') as ContainerTemplate;
  const inputs = new Map(
    (main.inputs?.parameters ?? []).map(({ name, default: value }) => [name, given.get(name) ?? value ?? '']),
  );
  const submit = main.dag.tasks.find((task) => 'template' in task && task.template === client.name);
  const passed = new Map(
    (submit?.arguments.parameters ?? []).map(({ name, value = '' }) => [name, substitute(value, inputs, variables)]),
  );
  const resolve = (text: string): string => substitute(text, passed, variables);
  const env = (client.container.env ?? []).filter(
    (variable): variable is EnvVar & { value: string } => 'value' in variable,
  );
  return {
    args: (client.container.args ?? []).slice(2).map(resolve),
    env: new Map(env.map(({ name, value }) => [name, resolve(value)])),
  };
}

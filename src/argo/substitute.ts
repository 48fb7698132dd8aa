import type { Sealed, Template, WorkflowTemplate } from './types.js';
import type { GeneratedWorkflow, Source } from './workflow.js';

// What Argo would hand on at run time, for `plan`. The conformance suite holds it against Argo's own controller.

/** The values of all parameters of a run, with those given at submit. A parameter without any value is empty. */
export function runValues({ spec }: WorkflowTemplate, given: ReadonlyMap<string, string>): Map<string, string> {
  const main: Sealed<Template> | undefined = spec.templates.find(({ name }) => name === 'main');
  const parameters = main?.inputs?.parameters ?? [];
  return new Map(parameters.map(({ name, default: value }) => [name, given.get(name) ?? value ?? '']));
}

/**
 * What a workflow's tasks pass to their services, by the services' parameters.
 *
 * @param uid Of the run.
 */
export function stepArguments(
  { manifest, sources }: Pick<GeneratedWorkflow, 'manifest' | 'sources'>,
  given: ReadonlyMap<string, string>,
  uid: string,
): (step: string) => Map<string, string> {
  const inputs = runValues(manifest, given);
  const valueOf = (source: Source | undefined): string => {
    if (source === undefined) return '';
    if ('step' in source) return valueOf(sources.get(source.step)?.get(source.output));
    const said = inputs.get(source.parameter) ?? '';
    if (said !== '') return said;
    if (source.place === undefined) return source.own ?? '';
    return `${inputs.get('location') ?? ''}/${uid}${source.place}`;
  };
  return (step) => new Map([...(sources.get(step) ?? [])].map(([name, source]) => [name, valueOf(source)]));
}

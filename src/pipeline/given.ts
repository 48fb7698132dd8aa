import { checkLength, ofStep } from '../argo/index.js';
import type { CompiledService } from './compile.js';
import type { CompiledWorkflow } from './compile-workflow.js';
import { givenValue } from '../definition/index.js';
import { around, type Place, type Report } from '../diagnostics/index.js';
import type { Setting } from '../platform/index.js';
import { checkDesigned } from '../spark/index.js';

type Judged = Pick<CompiledService, 'application' | 'runTime'>;

/**
 * Judges the values that a run is given, as those of a designer: length, type, bounds and list of the metamodel, then
 * what Spark would say of them.
 *
 * @param given By the parameter's name.
 * @param place Where one stands.
 */
export function checkGiven(
  {
    service,
    workflow,
  }: { readonly service?: Judged; readonly workflow?: Pick<CompiledWorkflow, 'linked' | 'services'> },
  given: ReadonlyMap<string, string>,
  place: (parameter: string) => Place,
  report: Report,
): void {
  const judged = ({ application, runTime }: Judged, named: (parameter: string) => string): void => {
    const settings = new Map<string, Setting>();
    for (const property of application.service.properties) {
      const parameter = runTime.parameters.find(({ key }) => key === property.key);
      const name = parameter && named(parameter.name);
      const value = name === undefined ? undefined : given.get(name);
      if (name === undefined || value === undefined) continue;
      const at = (): Place => place(name);
      const text = givenValue(value, property, at, report);
      const origin = { source: { file: name, place: at, inside: () => around(at) }, pointer: '' };
      if (text !== undefined) settings.set(property.key, { value: text, layer: 'parameter', origin });
    }
    const fallback = { source: application.service.source, pointer: application.service.pointer };
    if ('conf' in application && settings.size > 0) checkDesigned(application, settings, fallback, report);
  };
  for (const [name, value] of given) checkLength(name, value, () => place(name), report);
  if (service) judged(service, (parameter) => parameter);
  for (const { service: called, step } of workflow?.linked.steps ?? []) {
    const callee = workflow?.services.get(called);
    if (callee) judged(callee, (parameter) => ofStep(step.name, parameter));
  }
}

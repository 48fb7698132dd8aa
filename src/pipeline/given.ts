import { checkLength, ofStep } from '../argo/index.js';
import type { CompiledService } from './compile.js';
import type { CompiledWorkflow } from './compile-workflow.js';
import { checkLocation, givenValue, portOf } from '../definition/index.js';
import { around, Report, type Place } from '../diagnostics/index.js';
import type { Setting } from '../platform/index.js';
import { checkDesigned } from '../spark/index.js';

type Judged = Pick<CompiledService, 'application' | 'runTime'>;
type Settings = ReadonlyMap<string, Setting>;

/** The outputs of a step that go to the workflow's location, for nobody says where else. */
export const located = (
  { runTimeValues }: Pick<Judged['application'], 'runTimeValues'>,
  said: Settings,
  location: Setting | undefined,
): (readonly [string, Setting])[] =>
  runTimeValues.flatMap(({ property: { key }, property, setting }) => {
    const isOpen = portOf(property)?.direction === 'output' && ((said.get(key) ?? setting)?.value ?? '') === '';
    return location && isOpen ? [[key, location] as const] : [];
  });

/** Takes over what several steps say of one place once. */
export function includeOnce(report: Report, found: Report): void {
  const told = new Set<string>();
  report.include(found, (one) => {
    const id = `${one.place.file} ${one.place.start.offset} ${one.message}`;
    return told.size < told.add(id).size ? one : undefined;
  });
}

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
  }: { readonly service?: Judged; readonly workflow?: Pick<CompiledWorkflow, 'linked' | 'parameters' | 'services'> },
  given: ReadonlyMap<string, string>,
  place: (parameter: string) => Place,
  report: Report,
): void {
  const settingOf = (name: string, value: string): Setting => {
    const at = (): Place => place(name);
    const origin = { source: { file: name, place: at, inside: () => around(at) }, pointer: '' };
    return { value, layer: 'parameter', origin };
  };
  const text = workflow?.parameters.some(({ key }) => key === 'location') ? given.get('location') : undefined;
  const location = text === undefined ? undefined : settingOf('location', text);
  const found = new Report();
  const judged = ({ application, runTime }: Judged, named: (parameter: string) => string, set?: Settings): void => {
    const settings = new Map<string, Setting>();
    for (const property of application.service.properties) {
      const parameter = runTime.parameters.find(({ key }) => key === property.key);
      const name = parameter && named(parameter.name);
      const value = name === undefined ? undefined : given.get(name);
      if (name === undefined || value === undefined) continue;
      const read = givenValue(value, property, () => place(name), report);
      if (read !== undefined) settings.set(property.key, settingOf(name, read));
    }
    for (const [key, setting] of located(application, new Map([...(set ?? []), ...settings]), location))
      settings.set(key, setting);
    const fallback = { source: application.service.source, pointer: application.service.pointer };
    if ('conf' in application && settings.size > 0) checkDesigned(application, settings, fallback, found);
  };
  for (const [name, value] of given) checkLength(name, value, () => place(name), report);
  if (text !== undefined) checkLocation(text, () => place('location'), report);
  if (service) judged(service, (parameter) => parameter);
  for (const { service: called, step, values } of workflow?.linked.steps ?? []) {
    const callee = workflow?.services.get(called);
    if (callee) judged(callee, (parameter) => ofStep(step.name, parameter), values);
  }
  includeOnce(report, found);
}

import type { Place, Report } from '../diagnostics/index.js';
import { placeOf, type Setting } from '../platform/index.js';
import type { SparkApplication } from '../spark/index.js';

// Argo replaces `{{tags}}` in the JSON text of a template. Everything that this room writes with braces is made here.

/** A tag that Argo replaces by an input parameter's value. */
export const input = (parameter: string): string => `{{inputs.parameters.${parameter}}}`;

/** Any of Argo's own expressions. */
export const expression = (text: string): string => `{{=${text}}}`;

/** An input parameter inside an expression. */
export const inputOf = (parameter: string): string => `inputs.parameters['${parameter}']`;

/** An output parameter of a task inside an expression. */
export const outputOf = (task: string, parameter: string): string =>
  `tasks['${task}'].outputs.parameters['${parameter}']`;

// What ends a text or a tag, what Argo rewrites in a tag before it reads it (`\\u003c`), and what is not printable.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const escaped = /["'\\{}\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text inside an expression: whatever it holds, it is that text. */
export const literal = (text: string): string =>
  `"${text.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

/** A variable of Argo's, such as `workflow.uid`. */
export const variable = (name: string): string => `{{${name}}}`;

// What Argo knows, or refuses when it does not: other tags stay as they are.
const known = /^(item|steps|inputs|outputs|pod|workflow|tasks|node|retries|lastRetry|cronworkflow)(\.|$)/;

/** What Argo would do to a text that must stay as it is. */
export type PlaceholderProblem = 'tag' | 'expression' | 'unclosed';

/** Finds what Argo would change in a text, by Argo's own reading: from a `{{` to the next `}}`. */
function placeholderIn(text: string): { problem: PlaceholderProblem; tag: string } | undefined {
  for (let start = text.indexOf('{{'); start >= 0;) {
    const end = text.indexOf('}}', start + 2);
    if (end < 0) return { problem: 'unclosed', tag: text.slice(start, start + 40) };
    const tag = text.slice(start + 2, end);
    const whole = text.slice(start, end + 2);
    if (tag.startsWith('=')) return { problem: 'expression', tag: whole };
    // A tag inside a tag is tried by itself.
    const inner = tag.slice(tag.lastIndexOf('{{') < 0 ? 0 : tag.lastIndexOf('{{') + 2);
    if (known.test(tag.trim()) || known.test(inner.trim()) || inner.startsWith('=')) {
      return { problem: 'tag', tag: whole };
    }
    start = text.indexOf('{{', end + 2);
  }
  return undefined;
}

const remedies: Readonly<Record<PlaceholderProblem, string>> = {
  tag: 'Argo would replace it',
  expression: 'Argo would evaluate it',
  unclosed: 'Argo would take all up to the next }} for a tag',
};

// Control characters, and what some YAML readers take for a line end or refuse.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unreadable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/;

/** Refuses a baked text that Argo, or a reader of YAML, would change on its way. */
export function checkPlaceholder(text: string, place: () => Place, report: Report): void {
  if (unreadable.test(text)) report.add('control-character', place(), { key: 'this text' });
  const found = placeholderIn(text);
  if (found) report.add('placeholder', place(), { tag: found.tag, what: remedies[found.problem] });
}

/** The baked texts of a service. */
type Baked = Pick<SparkApplication, 'arguments' | 'globals' | 'profile' | 'runTimeValues' | 'service'> & {
  readonly settings?: SparkApplication['settings'];
  readonly target?: Setting | undefined;
};

/** Every text in plain data, keys too: an escape of JSON may hide a brace. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield* Object.keys(value);
  for (const member of Object.values(value)) yield* textsIn(member);
}

/** Refuses every baked text that Argo would change on its way. */
export function checkPlaceholders(application: Baked, report: Report): void {
  const { service, profile } = application;
  const fallback = { source: service.source, pointer: service.pointer };
  const check = (text: string, place: () => Place): void => {
    checkPlaceholder(text, place, report);
  };
  const checkSetting = (setting: Setting): void => {
    check(setting.value, () => placeOf(setting, fallback));
  };
  for (const [key, setting] of application.settings ?? []) {
    check(key, () => placeOf(setting, fallback, 'key'));
    if (key !== 'TARGET') checkSetting(setting);
  }
  for (const { key, setting } of application.arguments) {
    checkSetting(setting);
    if (setting.value.includes('\n')) report.add('control-character', placeOf(setting, fallback), { key });
  }
  for (const member of ['name', 'description', 'version'] as const) {
    check(service[member] ?? '', () => service.source.place(`${service.pointer}/${member}`));
  }
  for (const setting of application.globals.values()) checkSetting(setting);
  for (const { key, pointer } of service.properties) check(key, () => service.source.place(`${pointer}/key`));
  for (const { property, setting } of application.runTimeValues) {
    if (setting) checkSetting(setting);
    check(property.description ?? '', () => service.source.place(`${property.pointer}/description`));
    for (const name of property.allowed ?? []) check(name, () => service.source.place(`${property.pointer}/mappings`));
  }
  const target = application.target;
  if (target?.value) {
    for (const text of textsIn(JSON.parse(target.value))) check(text, () => placeOf(target, fallback));
  }
  if (profile.source) {
    const { source } = profile;
    for (const text of textsIn(profile.pod)) check(text, () => source.place('/pod'));
  }
}

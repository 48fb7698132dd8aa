import { child, valueAt } from '../definition/index.js';
import { isDataKey, isDnsLabel, isDnsName, isEnvName, isImage, isLabelValue, isQualifiedName } from '../kubernetes.js';
import { isText, placeholdersIn, type Text } from './placeholder.js';
import type { Container, CronDraft, Draft, Manifest, Sealed, Template } from './types.js';

/**
 * What of a manifest is not as it must be, whatever a user wrote: every tag is one that was made for its place, every
 * line of a text too; data inside a text is that data; names, labels and keys are such as Kubernetes and Argo take.
 */
export function violations(manifest: Manifest, draft: Draft | CronDraft): string[] {
  const found: string[] = [];
  tellTexts(manifest, draft, [], found);
  for (const [pointer, name, holds] of names(manifest)) {
    if (holds(name)) continue;
    const made = valueAt(draft, pointer);
    if (!isText(made) || made.tags.length === 0) found.push(`${pointer}: a wrong name`);
  }
  return found;
}

const none: readonly string[] = [];

const tagsIn = (value: string): string[] => [...placeholdersIn(value)].map(({ tag }) => tag);

function tellTexts(value: unknown, made: unknown, path: string[], found: string[]): void {
  const tell = (what: string): void => void found.push(`${path.reduce(child, '')}: ${what}`);
  if (typeof value === 'string') {
    const text = isText(made) ? made : undefined;
    const tags = value.includes('{{') ? tagsIn(value) : none;
    // Some that were made are tags in one place alone, such as a metric.
    if (!same(tags, text?.tags.flatMap(tagsIn) ?? none)) tell('a tag that was not made for it');
    if (!text?.meaning) return;
    if ('lines' in text.meaning) {
      if (!same(value.split('\n'), [...text.meaning.lines, ''])) tell('a line that was not made for it');
    } else if (JSON.stringify(parsed(value, text)) !== JSON.stringify(text.meaning.json)) {
      tell('other data than was made for it');
    }
  } else if (typeof value === 'object' && value !== null) {
    const members = typeof made === 'object' && made !== null ? (made as Record<string, unknown>) : {};
    for (const key of Object.keys(value)) {
      path.push(key);
      if (key.includes('{{') && !placeholdersIn(key).next().done) tell('a tag in a key');
      const member = (value as Record<string, unknown>)[key];
      tellTexts(member, Object.hasOwn(members, key) ? members[key] : undefined, path, found);
      path.pop();
    }
  }
}

const same = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, n) => one === others[n]);

/** JSON with its tags as empty lists. */
function parsed(value: string, { tags }: Text): unknown {
  let rest = value;
  let json = '';
  for (const tag of tags) {
    const at = rest.indexOf(tag);
    json += `${rest.slice(0, at)}[]`;
    rest = rest.slice(at + tag.length);
  }
  try {
    return JSON.parse(json + rest);
  } catch {
    return undefined;
  }
}

type Name = readonly [pointer: string, name: string, holds: (name: string) => boolean];

/** Argo's names of templates and of tasks, and of parameters. */
const isTemplateName = (name: string): boolean => /^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/.test(name);
const isParameterName = (name: string): boolean => /^[-a-zA-Z0-9_]+$/.test(name);

function* labels(pointer: string, all: Readonly<Record<string, string>> = {}): Generator<Name> {
  for (const [key, value] of Object.entries(all)) {
    yield [child(pointer, key), value, isLabelValue];
    yield [pointer, key, isQualifiedName];
  }
}

function* named(
  pointer: string,
  all: readonly { readonly name: string }[] | undefined,
  holds: Name[2],
): Generator<Name> {
  const seen = new Set<string>();
  for (const [n, { name }] of (all ?? []).entries()) {
    const isTaken = seen.has(name);
    yield [`${pointer}/${n}/name`, name, (text) => holds(text) && !isTaken];
    seen.add(name);
  }
}

function* containerNames(pointer: string, { env, image, volumeMounts }: Sealed<Container>): Generator<Name> {
  yield [`${pointer}/image`, image, isImage];
  yield* named(`${pointer}/env`, env, isEnvName);
  yield* named(`${pointer}/volumeMounts`, volumeMounts, isDnsLabel);
  for (const [n, variable] of (env ?? []).entries()) {
    if (!('valueFrom' in variable) || !('secretKeyRef' in variable.valueFrom)) continue;
    const { key, name } = variable.valueFrom.secretKeyRef;
    yield [`${pointer}/env/${n}/valueFrom/secretKeyRef/name`, name, isDnsName];
    yield [`${pointer}/env/${n}/valueFrom/secretKeyRef/key`, key, isDataKey];
  }
}

function* templateNames(pointer: string, template: Sealed<Template>): Generator<Name> {
  yield* named(`${pointer}/inputs/parameters`, template.inputs?.parameters, isParameterName);
  if ('steps' in template) {
    for (const [n, group] of template.steps.entries()) yield* named(`${pointer}/steps/${n}`, group, isTemplateName);
  } else if ('dag' in template) {
    yield* named(`${pointer}/dag/tasks`, template.dag.tasks, isTemplateName);
    for (const [n, { arguments: given }] of template.dag.tasks.entries()) {
      yield* named(`${pointer}/dag/tasks/${n}/arguments/parameters`, given.parameters, isParameterName);
    }
  } else {
    yield* labels(`${pointer}/metadata/labels`, template.metadata.labels);
    yield [`${pointer}/serviceAccountName`, template.serviceAccountName, isDnsName];
    yield* named(`${pointer}/volumes`, template.volumes, isDnsLabel);
    yield* containerNames(`${pointer}/container`, template.container);
    for (const [n, container] of (template.initContainers ?? []).entries()) {
      yield [`${pointer}/initContainers/${n}/name`, container.name, isDnsLabel];
      yield* containerNames(`${pointer}/initContainers/${n}`, container);
    }
  }
}

/** Every name, label and key. */
function* names({ kind, metadata, spec }: Manifest): Generator<Name> {
  yield ['/metadata/name', metadata.name, isDnsLabel];
  yield ['/metadata/namespace', metadata.namespace, isDnsLabel];
  yield* labels('/metadata/labels', metadata.labels);
  for (const key of Object.keys(metadata.annotations)) yield ['/metadata/annotations', key, isQualifiedName];
  if (kind === 'CronWorkflow') {
    const { arguments: given, workflowTemplateRef } = spec.workflowSpec;
    yield ['/spec/workflowSpec/workflowTemplateRef/name', workflowTemplateRef.name, isDnsLabel];
    yield* named('/spec/workflowSpec/arguments/parameters', given?.parameters, isParameterName);
    return;
  }
  yield* labels('/spec/workflowMetadata/labels', spec.workflowMetadata?.labels);
  if (spec.serviceAccountName !== undefined) yield ['/spec/serviceAccountName', spec.serviceAccountName, isDnsName];
  yield* named('/spec/imagePullSecrets', spec.imagePullSecrets, isDnsName);
  yield* named('/spec/arguments/parameters', spec.arguments?.parameters, isParameterName);
  yield* named('/spec/templates', spec.templates, isTemplateName);
  for (const [n, template] of spec.templates.entries()) yield* templateNames(`/spec/templates/${n}`, template);
}

import { isMap, isNode, isSeq, type Document, type Node } from 'yaml';
import type { Report } from '../diagnostics/index.js';
import { takeApacheApplication } from './apache-application.js';
import { Draft } from './draft.js';
import { workflowCalls } from './argo-workflow.js';
import { Manifest, readDocuments, record, textOf, type Source } from './manifest.js';
import { at, podCalls, scriptsOf, takeAround, takeCall, type Call } from './pod-command.js';
import { takeSparkApplication } from './spark-application.js';
import { takeStackableApplication } from './stackable-application.js';
import type { Text } from './text.js';

const kind = /(?:^|[{,])[ \t]*(?:- )?["']?kind["']?:[ \t]*["']?(\w+)/gm;

/** Kinds whose containers may call spark-submit. */
const callers: Readonly<Record<string, (manifest: Manifest) => Call[]>> = {
  Pod: podCalls,
  Job: podCalls,
  CronJob: podCalls,
  Deployment: podCalls,
  StatefulSet: podCalls,
  Workflow: workflowCalls,
  WorkflowTemplate: workflowCalls,
  ClusterWorkflowTemplate: workflowCalls,
  CronWorkflow: workflowCalls,
};

/** By its first line that is no comment: a script may hold YAML too. */
export const looksLikeYaml = (text: string): boolean =>
  !text.startsWith('#!') && /^(?:\s|#.*\n)*(?:---|%YAML|[{[]|- |["']?[\w./-]+["']?:(?:\s|$))/.test(text);

/** Whether a text is YAML (or JSON) with a resource in it that runs Spark. */
export const isManifest = (text: string): boolean =>
  looksLikeYaml(text) &&
  [...text.matchAll(kind)].some(
    ([, name = '']) =>
      /^(Scheduled)?SparkApplication$/.test(name) || (Object.hasOwn(callers, name) && text.includes('spark-submit')),
  );

/** Who reads a resource, by its group and kind; without a group it is the oldest operator's. */
function sourceOf(resource: unknown): Source | undefined {
  const { apiVersion, kind, spec } = record(resource) ?? {};
  const [group = ''] = textOf(apiVersion).split('/');
  const { mainApplicationFile, template } = record(spec) ?? {};
  // Other operators have resources of the same name.
  const isOther =
    group !== '' && group !== 'sparkoperator.k8s.io' && mainApplicationFile === undefined && template === undefined;
  switch (textOf(kind)) {
    case 'SparkApplication':
      if (group === 'spark.apache.org') return takeApacheApplication;
      if (group === 'spark.stackable.tech') return takeStackableApplication;
      return isOther ? undefined : takeSparkApplication;
    case 'ScheduledSparkApplication':
      return takeSparkApplication;
    default:
      return undefined;
  }
}

/** The resources of a document: itself, or the items of a list. */
function resourcesOf({ contents }: Document): Node[] {
  const items = isMap(contents) && contents.get('kind') === 'List' ? contents.get('items') : undefined;
  if (isSeq(items)) return items.items.filter(isNode);
  // Airflow has them as a member of a file of its own.
  const inner =
    isMap(contents) && !contents.has('kind')
      ? contents.items.flatMap(({ value }) => (isMap(value) && value.has('kind') && value.has('spec') ? [value] : []))
      : [];
  if (inner.length > 0) return inner;
  return contents === null ? [] : [contents];
}

function draftOf(
  take: Source,
  text: Text,
  document: Document,
  resource: Node,
  placeholder: Draft['placeholder'],
): Draft {
  const [start = 0, end = start] = resource.range ?? [];
  const draft = new Draft(text.place(start, end), false);
  draft.placeholder = placeholder;
  take(text, document, draft, resource);
  return draft;
}

/** A draft for each spark-submit that a resource's containers call; the first has what is lost of the resource. */
function callsIn(text: Text, document: Document, resource: Node, kindOf: string): Draft[] {
  const find = Object.hasOwn(callers, kindOf) ? callers[kindOf] : undefined;
  const empty = new Manifest(text, document, new Draft(text.place(0, 0), false), resource);
  const all = (find?.(empty) ?? []).map((call) => ({ call, scripts: scriptsOf(empty, call) }));
  const calls = all.flatMap(({ call, scripts }) => scripts.map((script) => ({ call, script })));
  const unread = all.filter(({ scripts }) => scripts.length === 0);
  return calls.map(({ call, script }, i) => {
    const draft = new Draft(call.container.place, false);
    const manifest = new Manifest(text, document, draft, resource);
    const metadata = record(at(manifest, ['metadata']) && record(manifest.plain(resource))?.metadata) ?? {};
    const { generateName, name, namespace } = metadata;
    draft.name = all.length > 1 ? call.pod.path.replace(/^.*: /, '') : textOf(name) || textOf(generateName);
    const place = at(manifest, ['metadata'])?.place;
    if (namespace !== undefined && place) manifest.set('spark.kubernetes.namespace', textOf(namespace), place);
    takeAround(manifest, i === 0 ? call : { ...call, others: [] });
    if (i === 0)
      for (const { call } of unread)
        manifest.lose(call.container, 'it calls spark-submit in a way that import cannot read');
    takeCall(manifest, call, script);
    return draft;
  });
}

/**
 * Reads every resource of the Spark operators in a YAML text, each as a draft; what else is there is named as lost.
 *
 * @param placeholder What somebody puts in for `{{NAME}}` of an application.
 */
export function takeManifests(
  text: Text,
  report: Report,
  placeholder: Draft['placeholder'] = () => undefined,
): Draft[] {
  const drafts: Draft[] = [];
  const others: { readonly start: number; readonly end: number; readonly kind: string }[] = [];
  const documents = readDocuments(text, report) ?? [];
  for (const document of documents) {
    for (const resource of resourcesOf(document)) {
      const [start = 0, end = start] = resource.range ?? [];
      const value: unknown = resource.toJS(document);
      const take = sourceOf(value);
      const name = textOf(record(value)?.kind);
      const found = take
        ? [draftOf(take, text, document, resource, placeholder)]
        : callsIn(text, document, resource, name);
      if (found.length === 0) others.push({ start, end, kind: name });
      drafts.push(...found);
    }
  }
  if (isMap(documents[0]?.contents) && !documents[0].contents.has('kind'))
    drafts[0]?.lose(text.place(0, 0), '…', 'of the rest of the file nothing is read but the applications in it');
  for (const { start, end, kind } of others) {
    drafts[0]?.lose(text.place(start, end), `kind: ${kind}`, 'no application');
  }
  return drafts;
}

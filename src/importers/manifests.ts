import { isMap, isNode, isSeq, type Document, type Node } from 'yaml';
import type { Report } from '../diagnostics/index.js';
import { takeApacheApplication } from './apache-application.js';
import { Draft } from './draft.js';
import { readDocuments, record, textOf, type Source } from './manifest.js';
import { takeSparkApplication } from './spark-application.js';
import { takeStackableApplication } from './stackable-application.js';
import type { Text } from './text.js';

/** Whether a text is YAML (or JSON) with a resource of a Spark operator in it. */
export const isManifest = (text: string): boolean =>
  /^[ \t]*(?:- )?["']?kind["']?:[ \t]*["']?(Scheduled)?SparkApplication\b/m.test(text);

/** Who reads a resource, by its group and kind; without a group it is the oldest operator's. */
function sourceOf(resource: unknown): Source | undefined {
  const { apiVersion, kind } = record(resource) ?? {};
  const [group = ''] = textOf(apiVersion).split('/');
  switch (textOf(kind)) {
    case 'SparkApplication':
      if (group === 'spark.apache.org') return takeApacheApplication;
      if (group === 'spark.stackable.tech') return takeStackableApplication;
      return takeSparkApplication;
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
  return contents === null ? [] : [contents];
}

/** Reads every resource of the Spark operators in a YAML text, each as a draft; what else is there is named as lost. */
export function takeManifests(text: Text, report: Report): Draft[] {
  const drafts: Draft[] = [];
  const others: { readonly start: number; readonly end: number; readonly kind: string }[] = [];
  for (const document of readDocuments(text, report) ?? []) {
    for (const resource of resourcesOf(document)) {
      const [start = 0, end = start] = resource.range ?? [];
      const value: unknown = resource.toJS(document);
      const take = sourceOf(value);
      if (take === undefined) others.push({ start, end, kind: textOf(record(value)?.kind) });
      else {
        const draft = new Draft(text.place(start, end), false);
        take(text, document, draft, resource);
        drafts.push(draft);
      }
    }
  }
  for (const { start, end, kind } of others) {
    drafts[0]?.lose(text.place(start, end), `kind: ${kind}`, 'no application');
  }
  return drafts;
}

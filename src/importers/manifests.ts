import { type Document } from 'yaml';
import type { Place, Report } from '../diagnostics/index.js';
import type { Draft } from './draft.js';
import { readDocuments, textOf } from './manifest.js';
import { takeSparkApplication } from './spark-application.js';
import type { Text } from './text.js';

/** Whether a text is YAML (or JSON) with a resource of the Spark operator in it. */
export const isManifest = (text: string): boolean =>
  /^[ \t]*["']?kind["']?:[ \t]*["']?(Scheduled)?SparkApplication\b/m.test(text);

/** Reads the first resource of the Spark operator in a YAML text; other documents are named as lost. */
export function takeManifests(text: Text, report: Report): Draft | undefined {
  let draft: Draft | undefined;
  const others: { place: Place; kind: string }[] = [];
  const place = ({ contents }: Document): Place => {
    const [start = 0, end = start] = contents?.range ?? [];
    return text.place(start, end);
  };
  for (const document of readDocuments(text, report) ?? []) {
    const kind = textOf(document.get('kind'));
    if (draft === undefined && /^(Scheduled)?SparkApplication$/.test(kind))
      draft = takeSparkApplication(text, document, place(document));
    else if (document.contents !== null) others.push({ place: place(document), kind });
  }
  for (const { place, kind } of others) {
    const why = kind.endsWith('SparkApplication')
      ? 'a second application: import it from a file of its own'
      : 'not a resource of the Spark operator';
    draft?.lose(place, `kind: ${kind}`, why);
  }
  return draft;
}

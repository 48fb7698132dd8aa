import { isScalar, isSeq, visit, type Scalar } from 'yaml';
import { Report } from '../diagnostics/index.js';
import { Draft } from './draft.js';
import { Manifest, readDocuments } from './manifest.js';
import { excerpt } from './pod-command.js';
import { listed, readScripts, type Script } from './shell.js';
import type { Text } from './text.js';
import { isSparkSubmit } from './word.js';

/** Each spark-submit in a YAML text of no known kind (a pipeline, a composition of containers): in lists and in texts. */
export function readDocument(text: Text): Script[] | undefined {
  const documents = readDocuments(text, new Report());
  if (documents === undefined) return undefined;
  const scripts: Script[] = [];
  for (const document of documents) {
    const { contents } = document;
    if (contents === null || isScalar(contents)) continue;
    const manifest = new Manifest(text, document, new Draft(text.place(0, 0), false), contents);
    visit(document, {
      // A container's command and its arguments, or a task's.
      Map: (_, map) => {
        const words = ['entrypoint', 'command', 'args'].flatMap((name): Scalar[] => {
          const value: unknown = map.get(name, true);
          if (isSeq(value)) return value.items.filter((item): item is Scalar => isScalar(item));
          return isScalar(value) && !/\s/.test(String(value.value)) ? [value] : [];
        });
        const at = words.findIndex(({ value }) => typeof value === 'string' && isSparkSubmit(value));
        if (at < 0 || at === words.length - 1) return undefined;
        const rest = words.slice(at + 1).map((item) => manifest.expanded(item, manifest.place(item)));
        scripts.push(listed(rest, manifest.place(map)));
        return visit.SKIP;
      },
      Seq: (_, list) => {
        const words = list.items.filter((item): item is Scalar => isScalar(item));
        const at = words.findIndex(({ value }) => typeof value === 'string' && isSparkSubmit(value));
        if (at < 0 || words.length < list.items.length) return undefined;
        const rest = words.slice(at + 1).map((item) => manifest.expanded(item, manifest.place(item)));
        scripts.push(listed(rest, manifest.place(list)));
        return visit.SKIP;
      },
      Scalar: (key, item) => {
        if (key === 'key' || typeof item.value !== 'string' || !/spark-submit\s/i.test(item.value)) return;
        scripts.push(...readScripts(excerpt(text, item)));
      },
    });
  }
  return scripts;
}

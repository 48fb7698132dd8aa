import { visit } from 'yaml';
import { Report } from '../diagnostics/index.js';
import type { Draft } from './draft.js';
import { readDocuments } from './manifest.js';
import { looksLikeYaml, takeManifests } from './manifests.js';
import { codeOf, isManual } from './manual.js';
import { excerpt } from './pod-command.js';
import { hereDocuments } from './shell.js';
import { isProgram, textsIn } from './strings.js';
import type { Text } from './text.js';

const isApplication = (text: string): boolean => /^[ \t]*kind:[ \t]*["']?(?:Scheduled)?SparkApplication\b/m.test(text);

/** Texts in a YAML text: `resource.manifest` of a Workflow, the here-document of a container's script. */
function scalars(text: Text): Text[] {
  const found: Text[] = [];
  for (const document of readDocuments(text, new Report()) ?? []) {
    visit(document, {
      Scalar: (_, item) => {
        if (typeof item.value !== 'string' || !isApplication(item.value)) return;
        const inner = excerpt(text, item);
        found.push(...(item.value.includes('<<') ? hereDocuments(inner) : [inner]));
      },
    });
  }
  return found;
}

/** The applications that are a text in another file: in a script's here-document, a program's string, a Workflow, a block of Markdown. */
export function takeEmbedded(text: Text): Draft[] {
  const { content } = text;
  if (!isApplication(content)) return [];
  const readers: [boolean, (text: Text) => Text[]][] = [
    [looksLikeYaml(content), scalars],
    [isProgram(content), textsIn],
    [isManual(content), codeOf],
    [true, hereDocuments],
  ];
  const texts = readers.find(([applies]) => applies)?.[1](text) ?? [];
  const drafts = texts.filter((one) => isApplication(one.content)).flatMap((one) => takeManifests(one, new Report()));
  drafts[0]?.lose(text.place(0, 0), '…', 'of the rest of the file nothing is read but the applications in it');
  return drafts;
}

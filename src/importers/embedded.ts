import { visit } from 'yaml';
import { Report } from '../diagnostics/index.js';
import { templatesOf } from './argo-workflow.js';
import { Draft } from './draft.js';
import { Manifest, readDocuments } from './manifest.js';
import { looksLikeYaml, takeManifests } from './manifests.js';
import { codeOf, isManual } from './manual.js';
import { excerpt } from './pod-command.js';
import { hereDocuments } from './shell.js';
import { isProgram, textsIn } from './strings.js';
import type { Text } from './text.js';

const isApplication = (text: string): boolean => /^[ \t]*kind:[ \t]*["']?(?:Scheduled)?SparkApplication\b/m.test(text);

/** A text in another file, and what somebody puts in for `{{NAME}}` there. */
type Inner = readonly [text: Text, placeholder?: Draft['placeholder'] | undefined];

const alone = (texts: readonly Text[]): Inner[] => texts.map((text) => [text]);

/** Texts in a YAML text: `resource.manifest` of a Workflow, the here-document of a container's script. */
function scalars(text: Text): Inner[] {
  const found: Inner[] = [];
  for (const document of readDocuments(text, new Report()) ?? []) {
    const { contents } = document;
    const templates = contents
      ? templatesOf(new Manifest(text, document, new Draft(text.place(0, 0), false), contents))
      : [];
    visit(document, {
      Scalar: (_, item) => {
        if (typeof item.value !== 'string' || !isApplication(item.value)) return;
        const [start = 0] = item.range ?? [];
        const template = templates.find(({ node: { range } }) => range && range[0] <= start && start < range[1]);
        const inner = excerpt(text, item);
        for (const one of item.value.includes('<<') ? hereDocuments(inner) : [inner])
          found.push([one, template?.placeholder]);
      },
    });
  }
  return found;
}

/** The applications that are a text in another file: in a script's here-document, a program's string, a Workflow, a block of Markdown. */
export function takeEmbedded(text: Text): Draft[] {
  const { content } = text;
  if (!isApplication(content)) return [];
  const readers: [boolean, () => Inner[]][] = [
    [looksLikeYaml(content), () => scalars(text)],
    [isProgram(content), () => alone(textsIn(text))],
    [isManual(content), () => alone(codeOf(text))],
    [true, () => alone(hereDocuments(text))],
  ];
  const texts = readers.find(([applies]) => applies)?.[1]() ?? [];
  const drafts = texts.flatMap(([one, placeholder]) =>
    isApplication(one.content) ? takeManifests(one, new Report(), placeholder) : [],
  );
  drafts[0]?.lose(text.place(0, 0), '…', 'of the rest of the file nothing is read but the applications in it');
  return drafts;
}

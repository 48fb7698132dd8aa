import { maxItems } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { isCrowded } from './crowded.js';
import { readDocument } from './document.js';
import { Draft } from './draft.js';
import { readOperators } from './airflow.js';
import { takeEmbedded } from './embedded.js';
import { isMakefile, readMakefile } from './makefile.js';
import { isManifest, looksLikeYaml, takeManifests } from './manifests.js';
import { isManual, readBlocks, readManual } from './manual.js';
import { isProperties, takeProperties } from './properties.js';
import { fromScript, type Beside } from './script.js';
import { readScripts, type Script } from './shell.js';
import { isProgram, readStrings } from './strings.js';
import type { Text } from './text.js';
import { isWindows, readWindows } from './windows.js';
import type { Note } from './word.js';

/** Picks the reader of a text by what stands in it. */
export function draftsOf(text: Text, beside: Beside, report: Report): Draft[] {
  const fromAll = (): Draft[] => fromText(text, beside, report);
  const readers = isManifest(text.content)
    ? [() => takeManifests(text, report), () => takeEmbedded(text), fromAll]
    : [fromAll, () => takeEmbedded(text)];
  for (const read of readers) {
    const found = read();
    if (found.length > 0 || report.errors > 0) return found;
  }
  return [];
}

function fromText(text: Text, beside: Beside, report: Report): Draft[] {
  const { content } = text;
  if (isProperties(content)) return [fromProperties(text)];
  const [scripts, part] = scriptsIn(text);
  // A setting takes two words.
  if (scripts.some(({ command, words }) => isCrowded('the command', words.length, 2 * maxItems, command, report)))
    return [];
  const read = new Set<Note>();
  const alida = /\b(?:TARGET|HASH_TOKEN|EXECUTION_ID)\b/.test(content);
  const drafts = scripts.map((script) => fromScript(script, alida, beside, read));
  // What a file says that one of the commands reads is not lost.
  for (const [i, { lost }] of scripts.entries())
    for (const note of lost) if (!read.has(note)) drafts[i]?.lost.push(note);
  if (part)
    drafts[0]?.lose(text.place(0, 0), '…', 'of the rest of the file nothing is read but what calls spark-submit');
  return drafts;
}

/** The spark-submits of a text, and whether the text is more than a script. */
function scriptsIn(text: Text): [scripts: Script[], part: boolean] {
  const { content } = text;
  if (!/spark[23]?-?_?submit/i.test(content)) return [[], false];
  const ofProgram = (): Script[] => [...readStrings(text), ...readOperators(text)];
  const whole = (): Script[] => (isWindows(content) ? readWindows(text) : readScripts(text));
  const readers: [boolean, () => Script[] | undefined, boolean][] = [
    [isMakefile(content), () => readMakefile(text), true],
    [looksLikeYaml(content), () => readDocument(text), true],
    [isProgram(content), ofProgram, true],
    [isManual(content), () => readBlocks(text), true],
    [true, whole, false],
    [true, ofProgram, true],
    [true, () => readManual(text), true],
  ];
  for (const [applies, read, part] of readers) {
    const found = applies ? read() : undefined;
    if (found && found.length > 0) return [found, part];
  }
  return [[], false];
}

function fromProperties(text: Text): Draft {
  const draft = new Draft(text.place(0, text.content.length), false);
  takeProperties(draft, text);
  return draft;
}

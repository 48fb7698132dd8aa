import { credentialIn } from '../credentials/index.js';
import type { Text } from './text.js';
import { reasonFor, type Script } from './shell.js';
import { isSparkSubmit, isWrapper, submits, submitsNothing, type Note, type Word } from './word.js';

/** Whether lines are continued as in cmd.exe (`^`) or PowerShell (a backtick). */
export const isWindows = (text: string): boolean =>
  /spark-submit/i.test(text) && /[ \t][\^`][ \t]*\r?$/m.test(text) && !/\\[ \t]*\r?$/m.test(text);

/** Reads a command line of cmd.exe or PowerShell: words parted by blanks, quotes around them, no escapes but `^` and backtick. */
export function readWindows(text: Text): Script[] {
  const { content } = text;
  // Same length, so that offsets stay: a continued line is one line.
  const joined = content.replace(/[\^`][ \t]*\r?\n/g, (end) => ' '.repeat(end.length));
  const lost: Note[] = [];
  const variables = new Map<string, string>();
  const unused = new Map<string, Note>();
  const secrets = new Set<string>();
  const resolved = (word: string): string =>
    word.replace(/%(\w+)%|\$\{(\w+)\}|\$(\w+)/g, (all, ...names: (string | undefined)[]) => {
      const name = names.slice(0, 3).find((found) => found !== undefined);
      unused.delete(name?.toLowerCase() ?? '');
      return variables.get(name?.toLowerCase() ?? '') ?? all;
    });
  const found: Script[] = [];
  let offset = 0;
  for (const line of joined.split('\n')) {
    const words = wordsOf(line, offset, text, resolved);
    offset += line.length + 1;
    const [first] = words;
    if (first === undefined || /^(#|::|@?rem$)/i.test(first.text)) continue;
    const at = words.findIndex((word) => isSparkSubmit(word.text));
    const lose = (why: string): void => {
      lost.push({ place: first.place, text: line.trim().replace(/\s+/g, ' ').slice(0, 72), why });
    };
    const [, name, given] = /^\s*(?:set\s+"?|\$)(\w+)\s*=(.*)$/i.exec(line) ?? [];
    const value = given?.trim().replace(/^["']|["']$/g, '');
    if (at === -1 || (at > 0 && !isWrapper(first.text))) {
      if (name !== undefined && value !== undefined && !/[%$(]/.test(value)) {
        // A credential waits for the run, as if the script did not set it.
        const credential = credentialIn(name, value);
        const why = `${name} is set and never used: the command does not read it`;
        unused.set(name.toLowerCase(), { place: first.place, text: credential ? `${name}=…` : line.trim(), why });
        if (credential) secrets.add(value).add(credential.text);
        else variables.set(name.toLowerCase(), value);
      } else lose(reasonFor(line.trim()));
    } else if (!submits(words.slice(at + 1))) lose(submitsNothing);
    else {
      if (at > 0) lose('spark-submit is called by the generated client itself');
      found.push({
        words: words.slice(at + 1),
        command: first.place,
        variables: new Map(),
        exported: new Set(),
        lost: found.length === 0 ? lost : [],
        secrets,
      });
    }
  }
  if (found.length > 0) lost.push(...unused.values());
  return found;
}

function wordsOf(line: string, offset: number, text: Text, resolved: (word: string) => string): Word[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|\$?\([^()\n]*\)|[^\s"'])+/g)].map((match) => {
    const start = offset + match.index;
    const bare = match[0].replace(
      /"([^"]*)"|'([^']*)'/g,
      (_, double?: string, single?: string) => double ?? single ?? '',
    );
    const word = resolved(bare);
    return {
      text: word,
      place: text.place(start, start + match[0].length),
      unknown: word.match(/%\w+%|%[\d*]|\$env:\w+|\$\w+|\$?\([^()]+\)/gi) ?? [],
      overridable: false,
      ...(/^(%\*|@args|\$args)$/i.test(word) && { callersArguments: 'quoted' as const, unknown: [] }),
    };
  });
}

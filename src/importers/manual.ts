import { readScripts, type Script } from './shell.js';
import { Excerpt, type Text } from './text.js';

/** A block of code of a text in Markdown, or code in a line. */
const code = /^[ \t]*(```|~~~)[^\n]*\n((?:(?![ \t]*\1)[^\n]*\n)*)[ \t]*\1|`([\w./${}-]*spark-submit[ \t][^`\n]*)`/gm;

/** Whether a text has blocks of code, or code in a sentence. */
export const isManual = (text: string): boolean =>
  !text.startsWith('#!') && /^[ \t]*(?:```|~~~)|^[A-Z][\w ,.:()'-]* `[\w./${}-]*spark-submit[ \t]/m.test(text);

/** The blocks of code of a text in Markdown, and commands in its lines. */
export const codeOf = (text: Text): Text[] =>
  [...text.content.matchAll(code)].map(({ 0: whole, 2: block, 3: line = '', index }) => {
    const start = index + (block === undefined ? 1 : whole.indexOf('\n') + 1);
    return new Excerpt(text, [{ text: block ?? line, start }]);
  });

/** The command lines in the code of a text in Markdown. */
export const readBlocks = (text: Text): Script[] =>
  codeOf(text).flatMap((one) => (/spark[23]?-?_?submit/i.test(one.content) ? readScripts(one) : []));

/**
 * The command lines in a text for people, or in a unit of systemd: each from its line to the next empty one, or the end of its
 * block.
 */
export const readManual = (text: Text): Script[] =>
  [
    ...text.content.matchAll(
      /^([ \t]*Exec\w+=[@:+!]?)?([ \t]*(?:[$#>%][ \t]+)?[\w./${}-]*spark-submit[ \t](?:[^\n]|\n(?![ \t]*(?:\n|```|\w+=)))*)/gm,
    ),
  ].flatMap(({ 1: before = '', 2: command = '', index }) =>
    readScripts(new Excerpt(text, [{ text: command, start: index + before.length }])),
  );

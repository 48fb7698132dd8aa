import { readScripts, type Script } from './shell.js';
import { Excerpt, type Text } from './text.js';

/** A block of code of a text in Markdown. */
const fence = /^[ \t]*(```|~~~)[^\n]*\n((?:(?![ \t]*\1)[^\n]*\n)*)[ \t]*\1/gm;

export const isManual = (text: string): boolean => /^[ \t]*(?:```|~~~)/m.test(text) && !text.startsWith('#!');

/** The command lines in the blocks of code of a text in Markdown. */
export const readBlocks = (text: Text): Script[] =>
  [...text.content.matchAll(fence)].flatMap(({ 0: whole, 2: code = '', index }) => {
    if (!/spark-?_?submit/i.test(code)) return [];
    const start = index + whole.indexOf('\n') + 1;
    return readScripts(new Excerpt(text, [{ text: code, start }]));
  });

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

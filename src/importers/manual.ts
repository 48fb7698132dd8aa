import { readScript, type Script } from './shell.js';
import { Excerpt, type Text } from './text.js';

/**
 * The command lines in a text for people, or in a unit of systemd: each from its line to the next empty one, or the end of its
 * block.
 */
export const readManual = (text: Text): Script[] =>
  [
    ...text.content.matchAll(
      /^([ \t]*Exec\w+=[@:+!]?)?([ \t]*(?:[$#>%][ \t]+)?[\w./${}-]*spark-submit[ \t](?:[^\n]|\n(?![ \t]*(?:\n|```|\w+=)))*)/gm,
    ),
  ].flatMap(
    ({ 1: before = '', 2: command = '', index }) =>
      readScript(new Excerpt(text, [{ text: command, start: index + before.length }])) ?? [],
  );

/** A word of a command that somebody copies into a shell: it is taken for nothing else. */
export const shellWord = (text: string): string =>
  /^[\w.,:=@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

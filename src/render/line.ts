declare const checked: unique symbol;

/** A text that stays on its line. */
export type Line = string & { readonly [checked]: true };

// What some reader takes for a line end, or drops: all but the tab.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const breaks = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/;

/** A text that was looked at before: a line break in it is a mistake of ours. */
export function line(text: string): Line {
  if (breaks.test(text)) throw new Error(`${JSON.stringify(text)} would not stay on its line`);
  return text as Line;
}

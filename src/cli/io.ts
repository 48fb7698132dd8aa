import pc from 'picocolors';
import type { Diagnostic } from '../diagnostics/index.js';
import { text, visible } from '../reporters/text.js';

/** The exit codes of every command. */
export const exit = { fine: 0, wrongInput: 1, wrongUsage: 2, differences: 16 } as const;

/** Colour on a terminal, and only where nobody asked for none. (`isatty` would load Node's network.) */
const isPlain = !process.stderr.isTTY || Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb';
const painter = pc.createColors(!isPlain);

/** Writes the product. */
export const out = (product: string): void => {
  process.stdout.write(product);
};

/** Writes everything else: what others wrote may be in it. */
export const say = (lines: string): void => {
  process.stderr.write(`${lines.split('\n').map(visible).join('\n')}\n`);
};

export const tell = (diagnostics: readonly Diagnostic[]): void => {
  if (diagnostics.length > 0) process.stderr.write(text(diagnostics, painter));
};

/** A file that was written. */
export const tellFile = (path: string): void => {
  say(`${path}: written`);
};

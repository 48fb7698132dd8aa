import { catalogue, type CodeEntry } from '../../diagnostics/index.js';
import { exit, out, say } from '../io.js';
import { meant } from '../meant.js';

const entries = catalogue as Readonly<Record<string, CodeEntry<never>>>;

/** `explain`: what a diagnostic's code means; without a code, all of them in a line each. */
export function explain(given: string | undefined): number {
  if (given === undefined) {
    out(
      Object.keys(entries)
        .sort()
        .map((name) => `${name.padEnd(32)}${entries[name]?.title ?? ''}\n`)
        .join(''),
    );
    return exit.fine;
  }
  const code = given.toLowerCase();
  const entry = Object.hasOwn(entries, code) ? entries[code] : undefined;
  if (!entry) {
    say(`error: there is no code ${given}${meant(code, Object.keys(entries))}; \`alida-argo explain\` lists them`);
    return exit.wrongUsage;
  }
  const { cause, example, severity, title } = entry;
  out(`${code}: ${severity}\n\n${title}.\n\n${cause}\n`);
  if (example) out(`\nwrong:\n${indented(example.wrong)}\nright:\n${indented(example.right)}\n`);
  return exit.fine;
}

const indented = (text: string): string => text.replace(/^/gm, '  ');

// What pages tell to type, done as they tell it: blocks `sh` must end well, blocks `console` must print what is shown.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from './cli.js';

interface Command {
  /** `docs/page.md:12` */
  readonly place: string;
  readonly typed: string;
  /** What is printed then, with `…` for anything; a command of a block `sh` shows nothing and ends with 0. */
  readonly shown?: string;
}

/** The commands of a page, or of the part of it below a heading. */
export function commandsOf(page: string, heading = ''): Command[] {
  const whole = readFileSync(join(root, page), 'utf8');
  const from = heading === '' ? 0 : whole.indexOf(`\n## ${heading}\n`);
  if (from < 0) throw new Error(`${page} has no ## ${heading}`);
  const end = heading === '' ? -1 : whole.indexOf('\n## ', from + 1);
  const part = whole.slice(0, end < 0 ? undefined : end);
  return [...part.matchAll(/^```(sh|console)\n([^]*?)^```$/gm)]
    .filter(({ index }) => index >= from)
    .flatMap(({ 1: kind, 2: block = '', index }) => {
      const start = part.slice(0, index).split('\n').length + 1;
      const one = kind === 'sh' ? /^.+(?:\\\n.+)*/gm : /^\$ (.+)\n((?:(?!\$ ).*\n)*)/gm;
      return [...block.matchAll(one)].map((found): Command => {
        const place = `${page}:${start + block.slice(0, found.index).split('\n').length - 1}`;
        return kind === 'sh' ? { place, typed: found[0] } : { place, typed: found[1] ?? '', shown: found[2] ?? '' };
      });
    });
}

const literally = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Runs them one after the other in one shell; tells what was not as it is shown. */
export async function differences(
  commands: readonly Command[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'documented-'));
  try {
    const mark = 'that was command';
    const script = commands.map(({ typed }, i) => `${typed}\nlast=$?; echo "${mark} $last ${i}"; (exit $last)\n`);
    writeFileSync(join(dir, 'script'), `exec 2>&1 </dev/null\n${script.join('')}`);
    const printed = await text(spawn('bash', [join(dir, 'script')], { cwd, env }).stdout);
    const parts = printed.split(new RegExp(`${mark} (\\d+) \\d+\\n`));
    return commands.flatMap(({ place, shown, typed }, i) => {
      const [came = '', exit] = [parts[2 * i], parts[2 * i + 1]];
      const wanted = shown?.trim().split('…').map(literally).join('[^]*?');
      const isFine = wanted === undefined ? exit === '0' : new RegExp(`^${wanted}$`).test(came.trim());
      return isFine ? [] : [`${place}: ${typed}\n${came}(exit code ${exit ?? 'none: it did not come so far'})\n`];
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

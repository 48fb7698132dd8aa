import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import Watchpack from 'watchpack';
import { exit, say } from '../io.js';
import type { Call } from '../project.js';
import type { GenerateOptions } from './generate.js';

/** Milliseconds: an editor writes a file in several steps, a `git switch` many files. */
const pause = 100;

const isWithin = (path: string): boolean => !/^\.\.(?:\/|$)/.test(path);

/**
 * `generate --watch`: generates, and again whenever something changes that was read, until it is told to end.
 *
 * @param complete Completes the call by the project's file, which may have changed.
 */
export async function watch(
  complete: () => Call<GenerateOptions> | undefined,
  generate: (call: Call<GenerateOptions>, onRead: (file: string) => void) => number,
): Promise<number> {
  let call: Call<GenerateOptions> | undefined;
  const ignored = (path: string): boolean => {
    const { inputs = [], options } = call ?? {};
    if (options?.out && isWithin(relative(options.out, path))) return true;
    // As in a folder of inputs.
    return inputs
      .map((input) => relative(input, path))
      .some((at) => isWithin(at) && /(?:^|\/)(?:\.|node_modules$)/.test(at));
  };
  const watcher = new Watchpack({ aggregateTimeout: pause, followSymlinks: true, ignored });
  const run = (): void => {
    const startTime = Date.now();
    const read = new Set<string>();
    const next = complete();
    if (next) {
      call = next;
      generate(next, (file) => read.add(file));
    }
    const { inputs = [], options, project } = call ?? {};
    const paths = [...inputs, ...(options?.profile ?? []), ...(project ? [project.file] : []), ...read];
    const [files, directories, missing]: [string[], string[], string[]] = [[], [], []];
    for (const path of paths) {
      const stat = statSync(path, { throwIfNoEntry: false });
      (stat ? (stat.isDirectory() ? directories : files) : missing).push(resolve(path));
    }
    // What changed since it was read counts, though nobody was watching then.
    watcher.watch({ files, directories, missing, startTime });
  };
  try {
    run();
    say('watching; Ctrl-C ends it');
    await new Promise<void>((end, reject) => {
      watcher.on('aggregated', () => {
        try {
          run();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
    });
  } finally {
    watcher.close();
  }
  return exit.fine;
}

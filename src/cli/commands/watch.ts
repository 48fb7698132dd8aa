import { relative } from 'node:path';
import { FSWatcher } from 'chokidar';
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
  const isIgnored = (path: string): boolean => {
    const { inputs = [], options } = call ?? {};
    if (options?.out && isWithin(relative(options.out, path))) return true;
    // As in a folder of inputs.
    return inputs
      .map((input) => relative(input, path))
      .some((at) => isWithin(at) && /(?:^|\/)(?:\.|node_modules$)/.test(at));
  };
  const watcher = new FSWatcher({ ignoreInitial: true, ignored: isIgnored });
  const run = (): void => {
    const read = new Set<string>();
    const next = complete();
    if (next) {
      call = next;
      generate(next, (file) => read.add(file));
    }
    const { inputs = [], options, project } = call ?? {};
    watcher.add([...inputs, ...(options?.profile ?? []), ...(project ? [project.file] : []), ...read]);
  };
  try {
    run();
    await new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const soon = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          try {
            run();
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        }, pause);
      };
      watcher.on('all', soon).on('error', reject);
      watcher.on('ready', () => {
        say('watching; Ctrl-C ends it');
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => {
          clearTimeout(timer);
          resolve();
        });
    });
  } finally {
    await watcher.close();
  }
  return exit.fine;
}

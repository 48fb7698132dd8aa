import type { Report } from '../diagnostics/index.js';
import { compileAll, type Compiled } from './compile-all.js';
import { say, tell } from './io.js';
import { load, type Loaded, type LoadOptions } from './load.js';
import { progress } from './progress.js';

/** What a command's inputs hold, and what becomes of it. */
export interface Inputs {
  readonly loaded: Loaded;
  /** Compiles while it is taken from, once. */
  readonly compiled: Generator<Compiled>;
}

/** Reads the inputs, and compiles them as they are asked for. */
export function compileInputs(
  paths: readonly string[],
  profiles: readonly string[],
  report: Report,
  onRead?: LoadOptions['onRead'],
): Inputs {
  const loaded = load(paths, profiles, report, { onRead, tick: progress('reading') });
  const compiled = compileAll(loaded, report, false, progress('compiling'));
  return { loaded, compiled };
}

/** Tells what was found in the inputs, then which files were none. */
export function tellInputs({ loaded }: Inputs, { diagnostics }: Report): void {
  tell(diagnostics);
  for (const path of loaded.passedOver) say(`${path}: passed over: no definition, profile or workflow`);
}

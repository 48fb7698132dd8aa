import { callOf, reordered, type Numbers } from './inputs.js';
import { check, manifestsIn } from './oracles.js';
import type { Call, Outcome } from './run.js';

type Run = (call: Call) => Promise<Outcome>;

const said = ({ after, exit, stderr, stdout }: Outcome): string => JSON.stringify([exit, stdout, stderr, [...after]]);

/** Runs one, and looks at what came of it. */
async function tried(call: Call, run: Run, most: number): Promise<Outcome> {
  const began = performance.now();
  let outcome = await run(call);
  if (performance.now() - began > most) {
    // Others had the processor, or a collection of garbage was due just then?
    const before = process.cpuUsage();
    outcome = await run(call);
    const { system, user } = process.cpuUsage(before);
    if ((system + user) / 1000 > most) throw new Error('slow');
  }
  check(call, outcome);
  return outcome;
}

/**
 * Throws where something does not hold for an input.
 *
 * @param most Milliseconds of a processor that one run may take.
 */
export async function holds(given: Numbers, run: Run, most = 2000): Promise<void> {
  const call = callOf(given);
  const outcome = await tried(call, run, most);
  if (given.again > 0) return;
  // Other inputs between leave nothing behind that would change it.
  await run(callOf({ ...given, base: given.base + 10, mutations: given.mutations.slice(1) }));
  if (said(await run(call)) !== said(outcome)) throw new Error('not the same bytes twice');
  const other = outcome.exit === 0 ? reordered(call) : undefined;
  if (!other) return;
  const again = await run(other);
  if (given.command === 'plan') return;
  if (JSON.stringify(manifestsIn(again.stdout)) !== JSON.stringify(manifestsIn(outcome.stdout)))
    throw new Error('the order of members matters');
}

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const timed = ['-c', 'TIMEFORMAT="%U %S"; exec 3>&2; { time "$@" 2>&3; } 2>&1 >/dev/null', 'bash'];

/** Milliseconds that a program takes, from its start to its end; with --cpu those of its processor time. */
export function wall(command, args, env = {}) {
  if (process.argv.includes('--cpu')) {
    const { status, stdout } = spawnSync('bash', [...timed, command, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}`);
    const [user, system] = stdout.trim().split(' ').map(Number);
    return (user + system) * 1000;
  }
  const start = performance.now();
  const { error, status, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const time = performance.now() - start;
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? status}\n${stderr}`);
  return time;
}

/** The most memory that a Node program held, in MiB. */
export async function peak(args, env = {}) {
  const child = spawn(process.execPath, ['--import', file('peak.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stdio[3].on('data', (text) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  return Number(said) / 1024;
}

/**
 * Calls each function once a round, in turn and every other round backwards, so that whatever else the machine does
 * meets all of them. Gives what they returned, by name.
 */
export async function interleaved(rounds, functions) {
  const samples = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = Object.entries(functions);
    for (const [name, measure] of round % 2 ? order.reverse() : order) samples[name].push(await measure(round));
  }
  return samples;
}

/** The median, and the quartiles as spread. */
export function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => {
    const place = (sorted.length - 1) * part;
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (high - low) * (place % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Round by round: how many times as much one is as the other. */
export const ratio = (ones, others) => middle(ones.map((one, round) => one / others[round]));

import type { Place } from './settle.js';
import type { Quota } from './submission-failure.js';
import { type Clock, type Send, text } from './watch.js';

const pause = 5_000;
// Where the quota may not be read, or says nothing.
const blindPause = 60_000;

/** Waits until a quota has room for what a submission needs; whether it had before `until` (by our clock). */
export const roomIn = async (
  quota: Quota | undefined,
  { namespace }: Pick<Place, 'namespace'>,
  until: number,
  send: Send,
  clock: Clock,
): Promise<boolean> => {
  const began = clock.now();
  while (clock.now() < until) {
    const room = quota && (await roomNow(quota, namespace, send));
    if (room ?? clock.now() - began >= blindPause) return true;
    await clock.sleep(Math.max(Math.min(pause, until - clock.now()), 1));
  }
  return false;
};

const roomNow = async ({ name, requested }: Quota, namespace: string, send: Send): Promise<boolean | undefined> => {
  try {
    const answer = await send('GET', `/api/v1/namespaces/${namespace}/resourcequotas/${name}`, {}, 10);
    const { status } = JSON.parse(await text(answer.body)) as { status?: Status };
    if (answer.status === 404) return true;
    if (answer.status !== 200 || !status?.hard) return undefined;
    return Object.entries(requested).every(([resource, amount]) => {
      const hard = quantity(status.hard?.[resource]);
      return Number.isNaN(hard) || quantity(status.used?.[resource] ?? '0') + quantity(amount) <= hard;
    });
  } catch {
    return undefined;
  }
};

interface Status {
  readonly hard?: Readonly<Record<string, string>>;
  readonly used?: Readonly<Record<string, string>>;
}

const powers: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  ...Object.fromEntries(['M', 'G', 'T', 'P', 'E'].map((unit, index) => [unit, 1000 ** (index + 2)])),
  ...Object.fromEntries(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit, index) => [unit, 1024 ** (index + 1)])),
};

/** Kubernetes' notation of amounts. */
export const quantity = (text: string | undefined): number => {
  const [, amount, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(text ?? '') ?? [];
  return Number(amount) * (powers[unit] ?? Number.NaN);
};

import { see, type Seen } from './decide.js';
import { type Pod, podOf } from './pod.js';

/** One answer of the API server; the body in pieces. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends a request. Rejects when the server is not reached, or the body is not read to its end after `seconds`. */
export type Send = (
  method: 'GET' | 'DELETE' | 'PATCH' | 'POST' | 'APPLY',
  path: string,
  query: Readonly<Record<string, string>>,
  seconds: number,
  body?: object,
) => Promise<Answer>;

export interface Clock {
  /** ms since the epoch; never steps back. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What is known of the pods after each change. */
interface Snapshot {
  readonly pods: readonly Seen[];
  /** What must be added to our clock to have the API server's, ms. */
  readonly skew: number;
  /** Why the pods are not being watched right now. */
  readonly trouble?: string;
}

/** The API server refused, or could not be reached for longer than is bearable. */
export class ApiFailure extends Error {
  constructor(
    readonly reason: 'Forbidden' | 'ApiUnreachable' | 'InternalError',
    message: string,
  ) {
    super(message);
  }
}

/** An answer that is not 200, or an ERROR event of a watch. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

// The pause before each further try, ms; the last one repeats.
const pauses = [0, 100, 300, 1_000, 2_000, 5_000];
export const pauseBefore = (tries: number): number => pauses[Math.min(tries, pauses.length - 1)] ?? 0;

// A starting API server answers 401 and 403 while it does not know its roles yet; seconds.
const refusalPatience = 15;
const listSeconds = 30;
const watchSeconds = 240;

/**
 * Lists the pods with these labels, then watches them, and goes on after whatever ends a watch: its time being over,
 * a dropped connection, 410, 429, 5xx. Never ends by itself.
 * @param apiTimeout how long the API server may stay unreachable, seconds
 * @throws {ApiFailure}
 */
export async function* watchPods(
  send: Send,
  clock: Clock,
  path: string,
  labelSelector: string,
  apiTimeout: number,
): AsyncGenerator<Snapshot, never> {
  const seen = new Map<string, Seen>();
  let skew = 0;
  let version: string | undefined; // none: list first
  let tries = 0;
  const patience = new Patience('list and watch pods', apiTimeout);

  const ask = async (query: Readonly<Record<string, string>>, seconds: number): Promise<AsyncIterable<Uint8Array>> => {
    const answer = await send('GET', path, { labelSelector, ...query }, seconds);
    const date = Date.parse(String(answer.headers.date));
    if (!Number.isNaN(date)) skew = date - clock.now();
    if (answer.status === 200) return answer.body;
    const retryAfter = Number(answer.headers['retry-after']) || 0;
    throw new Refused(answer.status, messageOf(await text(answer.body)), retryAfter);
  };
  const note = (pod: Pod, gone: boolean): void => {
    seen.set(pod.metadata.uid, see(seen.get(pod.metadata.uid), pod, gone, clock.now() + skew));
  };
  const snapshot = (trouble?: string): Snapshot => ({
    pods: [...seen.values()],
    skew,
    ...(trouble !== undefined && { trouble }),
  });

  for (;;) {
    const began = clock.now();
    try {
      if (version === undefined) {
        const list = JSON.parse(await text(await ask({}, listSeconds))) as List | null;
        const pods = (list?.items ?? []).map(podOf);
        const there = new Set(pods.map((pod) => pod.metadata.uid));
        for (const { pod } of seen.values()) if (!there.has(pod.metadata.uid)) note(pod, true);
        for (const pod of pods) note(pod, false);
        version = list?.metadata?.resourceVersion;
        if (!version) throw new Error('a list of the API server without a version');
        yield snapshot();
      }
      const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version };
      const body = await ask({ ...query, timeoutSeconds: String(watchSeconds) }, watchSeconds + 30);
      patience.regain();
      for await (const line of lines(body)) {
        const { object, type } = JSON.parse(line) as WatchEvent;
        if (type === 'ERROR') throw new Refused(object?.code ?? 500, object?.message ?? line.slice(0, 1_000));
        tries = 0;
        version = object?.metadata?.resourceVersion ?? version;
        if (type === 'BOOKMARK') continue;
        note(podOf(object), type === 'DELETED');
        yield snapshot();
      }
      // An API server ends each watch after a while, but not at once.
      if (clock.now() - began < 1_000) throw new Error('the watch was closed at once');
      tries = 0;
    } catch (error) {
      version = undefined; // a fresh list is the remedy for 410, and right after everything else
      const { status, message, retryAfter } =
        error instanceof Refused ? error : { status: 0, message: textOf(error), retryAfter: 0 };
      patience.lose(status, message, clock.now());
      const pause = Math.max(pauseBefore(tries), Math.min(retryAfter, 30) * 1000);
      tries++;
      yield snapshot(`${status || ''} ${message}`.trim());
      await clock.sleep(pause);
    }
  }
}

/** How long failures are borne: an outage longer than a refusal. */
export class Patience {
  private unreachable: number | undefined; // since when, ms
  private refused: number | undefined;

  constructor(
    private readonly what: string,
    private readonly seconds: number,
  ) {}

  regain(): void {
    this.unreachable = this.refused = undefined;
  }

  /** @throws {ApiFailure} when it is at its end */
  lose(status: number, message: string, now: number): void {
    if (status === 410) return;
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.refused ??= now;
      if (now - this.refused < Math.min(refusalPatience, this.seconds) * 1000) return;
      if (status === 401 || status === 403) {
        const remedy = 'bind the Role of `alida-argo rbac` to the service account';
        throw new ApiFailure('Forbidden', `may not ${this.what} (${status}): ${message}; ${remedy}`);
      }
      throw new ApiFailure('InternalError', `the API server answers ${status}: ${message}`);
    }
    this.refused = undefined;
    this.unreachable ??= now;
    if (now - this.unreachable < this.seconds * 1000) return;
    const why = `${status || ''} ${message}`.trim();
    throw new ApiFailure('ApiUnreachable', `the API server could not be reached for ${this.seconds} s: ${why}`);
  }
}

/** What is read of answers before it is known what they are. */
interface List {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly items?: readonly unknown[] | null;
}

interface WatchEvent {
  readonly type?: string;
  readonly object?: {
    readonly metadata?: { readonly resourceVersion?: string };
    readonly code?: number;
    readonly message?: string;
  } | null;
}

// Of etcd's limits: an object has at most 1.5 MiB. A list is of one submission, or of one workflow's drivers.
const longest = 8 << 20;

const tooLong = (): Error => new Error(`an answer of the API server is longer than ${longest >> 20} MiB`);

/** The whole body. @throws {Error} where it has no end */
export const text = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder();
  let all = '';
  for await (const piece of body) {
    all += decoder.decode(piece, { stream: true });
    if (all.length > longest) throw tooLong();
  }
  return all + decoder.decode();
};

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of body) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > longest) throw tooLong();
    for (const line of parts) if (line !== '') yield line;
  }
}

/** The message of a Kubernetes Status, or the text as it is. */
export const messageOf = (body: string): string => {
  try {
    const message = (JSON.parse(body) as { message?: unknown } | null)?.message;
    if (typeof message === 'string') return message;
  } catch {
    // A proxy on the way may answer in its own words.
  }
  return body.slice(0, 1_000);
};

/** Node hides what happened in `cause` and in aggregates. */
export const textOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(textOf).join(', ');
  return error instanceof Error ? error.message : String(error);
};

import { LogLines } from './log-lines.js';
import { type Clock, messageOf, pauseBefore, type Send, text, textOf } from './watch.js';

// A starting API server refuses what it will allow; a driver that ended leaves a log that is there or not; seconds.
const refusalPatience = 15;
const silence = 10;
const longestDrain = 600;

interface LogOf {
  readonly path: string;
  readonly container: string;
}

/** Gives the log of a driver out as it is written. It is an extra: whatever becomes of it changes no verdict. */
export class DriverLog {
  private readonly lines = new LogLines();
  private readonly end = new AbortController();
  private readonly told = new Set<string>();
  private last = Number.NaN; // when something came
  private left = false;

  /** @param write takes bytes; it is waited for, so that a slow reader slows the driver's log down */
  constructor(
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly write: (bytes: Uint8Array) => Promise<void>,
    private readonly tell: (line: string) => void,
  ) {}

  /** The driver's own last line has no end. */
  get open(): boolean {
    return this.lines.open;
  }

  /** Until the log is at its end, after `drain`; never rejects. */
  async run({ path, container }: LogOf): Promise<void> {
    let refused: number | undefined;
    for (let tries = 0; ;) {
      const complete = this.end.signal.aborted; // then it ends with the log
      let trouble = '';
      try {
        const query = { container, follow: 'true', timestamps: 'true', ...this.lines.connect() };
        const { status, body } = await this.send('GET', `${path}/log`, query, Infinity);
        if (status === 200) {
          for await (const bytes of body) {
            tries = 0;
            refused = undefined;
            await this.take(bytes);
          }
          if (complete) return;
        } else {
          trouble = `${status} ${messageOf(await text(body))}`;
          if (trouble.startsWith('404 pods ')) return; // it is gone
          if (status === 401 || status === 403) {
            refused ??= this.clock.now();
            if (complete || this.clock.now() - refused >= refusalPatience * 1000) {
              this.tell(
                `the driver's log cannot be read: ${trouble}; let the Role allow \`get\` of \`pods/log\`, as \`alida-argo rbac\` prints it`,
              );
              return;
            }
            trouble = '';
          }
        }
      } catch (error) {
        trouble = textOf(error);
      }
      if (this.left) return;
      if (trouble !== '') this.tellOnce(`the driver's log was interrupted: ${trouble}; trying again`);
      await this.clock.sleep(pauseBefore(tries++), complete ? undefined : this.end.signal);
    }
  }

  /** Waits for the rest of the log of a driver that ended, as long as it comes. */
  async drain(running: Promise<void>): Promise<void> {
    this.end.abort();
    const began = (this.last = this.clock.now());
    const done = running.then(() => true);
    while (!(await Promise.race([done, this.clock.sleep(1_000).then(() => false)]))) {
      const now = this.clock.now();
      if (now - this.last < silence * 1000 && now - began < longestDrain * 1000) continue;
      this.tell("the driver's log could not be read to its end: lines are missing here");
      return;
    }
  }

  /** Nobody waits for more of it: it is not asked for again. */
  leave(): void {
    this.left = true;
    this.end.abort();
  }

  private async take(bytes: Uint8Array): Promise<void> {
    const own = this.lines.take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    if (this.lines.gap) {
      this.lines.gap = false;
      this.tell("the driver's log was rotated while it could not be read: lines may be missing here");
    }
    if (own.length > 0) await this.write(own);
    this.last = this.clock.now();
  }

  private tellOnce(line: string): void {
    if (this.told.has(line) || this.told.size >= 1_000) return;
    this.told.add(line);
    this.tell(line);
  }
}

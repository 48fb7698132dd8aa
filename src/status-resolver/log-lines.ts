const newline = 10;
const space = 32;

// 2026-01-01T00:00:00.123456789+00:00
const shape = '0000-00-00T00:00:00';
const longestStamp = 35;

const second = 1e9; // all times are in nanoseconds
// Lines of stdout and stderr may stand before lines of an earlier time, by so much; or by so many lines.
const disorder = second / 4;
const mostLines = 2_000;

/**
 * Takes the bytes of `pods/log` with timestamps, connection after connection, and gives the program's own, each once.
 *
 * A further connection asks for what came since a whole second, so lines come again, and the kubelet reads the newest
 * file alone, so lines may be missing. Only a line's own time says whether it was read.
 */
export class LogLines {
  /** The last line has no end yet. */
  open = false;
  /** The log was rotated between two connections: lines may be missing before what comes next. */
  gap = false;

  /** Times count from the first one, so that a number holds them. */
  private epoch: number | undefined;
  private newest = Number.NEGATIVE_INFINITY;
  /** How often a time was read, for the lines that a further connection may give again: in two generations. */
  private recent = new Map<number, number>();
  private earlier = new Map<number, number>();
  /** When these began: every line read before `earlier` has an earlier time. */
  private recentBegan = Number.NEGATIVE_INFINITY;
  private earlierBegan = Number.NEGATIVE_INFINITY;
  /** Of the line that was given out last: its time, none where it is not the program's, and how many bytes. */
  private time: number | undefined;
  private given = 0;
  /** The kubelet's own words for a log that it has not: they come with each connection. */
  private readonly excuses = new Set<string>();

  // Of the connection:
  private again = new Map<number, number>();
  private before = Number.NEGATIVE_INFINITY;
  private resumes = false;
  // Of its line: the beginning, until the time is known; whether to leave it out, or so many bytes.
  private readonly head = Buffer.alloc(longestStamp + 1);
  private headLength = 0;
  private begun = false;
  private skip = false;
  private pass = 0;

  private out = Buffer.alloc(0);
  private length = 0;

  /** Begins a connection; what it must ask for. */
  connect(): { sinceTime?: string } {
    this.again = new Map(this.earlier);
    for (const [time, count] of this.recent) this.again.set(time, count + (this.again.get(time) ?? 0));
    this.before = this.earlierBegan;
    this.headLength = 0;
    this.begun = this.gap = false;
    this.resumes = this.open || this.recent.size > 0;
    const since = Math.min(this.before, (this.open ? this.time : undefined) ?? Infinity);
    if (since === Number.NEGATIVE_INFINITY) return {}; // little was read
    return {
      sinceTime: `${new Date(((this.epoch ?? 0) + Math.floor(since / second)) * 1000).toISOString().slice(0, 19)}Z`,
    };
  }

  /** The program's bytes among these, until the next call. */
  take(bytes: Buffer): Buffer {
    const most = bytes.length + longestStamp + 3;
    if (this.out.length < most) this.out = Buffer.alloc(most);
    this.length = 0;
    for (let at = 0; at < bytes.length;) {
      if (this.begun) {
        const found = bytes.indexOf(newline, at);
        const end = found < 0 ? bytes.length : found + 1;
        this.give(bytes, at, end);
        at = end;
        if (found >= 0) this.end();
        continue;
      }
      while (at < bytes.length && this.headLength <= longestStamp && bytes[at] !== space && bytes[at] !== newline) {
        this.head[this.headLength++] = bytes[at++] ?? 0;
      }
      if (at === bytes.length && this.headLength <= longestStamp) break;
      const time = bytes[at] === space ? this.timeOf() : undefined;
      if (time === undefined) {
        this.excuse(this.head.subarray(0, this.headLength));
      } else {
        at++;
        this.begin(time);
      }
      this.begun = true;
      this.headLength = 0;
    }
    return this.out.subarray(0, this.length);
  }

  /** The time that the line begins with, if it does; without a string, for there are millions. */
  private timeOf(): number | undefined {
    const { head, headLength: length } = this;
    const number = (from: number, to: number): number => {
      let value = 0;
      for (let at = from; at < to; at++) value = value * 10 + (head[at] ?? 0) - 48;
      return value;
    };
    if (length <= shape.length) return undefined;
    for (let at = 0; at < shape.length; at++) {
      if (shape[at] === '0' ? !isDigit(head[at]) : head[at] !== shape.charCodeAt(at)) return undefined;
    }
    let at = shape.length;
    if (head[at] === 46) while (isDigit(head[++at]) && at < length);
    const nanos = number(shape.length + 1, at) * 10 ** Math.max(shape.length + 10 - at, 0);
    const offset =
      head[at] === 90 ? 0 : (head[at] === 45 ? -60 : 60) * (number(at + 1, at + 3) * 60 + number(at + 4, at + 6));
    if (Number.isNaN(offset) || length !== at + (head[at] === 90 ? 1 : 6)) return undefined;
    const utc = Date.UTC(number(0, 4), number(5, 7) - 1, number(8, 10), number(11, 13), number(14, 16), number(17, 19));
    const time = utc / 1000 - offset;
    this.epoch ??= time;
    return (time - this.epoch) * second + (at > shape.length ? nanos : 0);
  }

  private begin(time: number): void {
    const resumes = this.resumes;
    this.resumes = this.skip = false;
    this.pass = 0;
    const times = this.again.get(time) ?? 0;
    if (times > 0 || time < this.before) {
      this.again.set(time, times - 1);
      this.skip = true;
    } else if (this.open && time === this.time) {
      this.pass = this.given;
    } else {
      this.gap ||= resumes;
      this.close();
      this.time = time;
      this.given = 0;
    }
  }

  /** A line without a time: the kubelet's own, or the rest of a long line that began before the second asked for. */
  private excuse(bytes: Buffer): void {
    const head = bytes.toString('latin1');
    this.pass = 0;
    this.skip = this.resumes || this.excuses.has(head);
    this.resumes = false;
    this.excuses.add(head);
    if (this.skip) return;
    this.close();
    this.time = undefined;
    this.give(bytes, 0, bytes.length);
  }

  /** The rest of an open line does not come any more. */
  private close(): void {
    if (!this.open) return;
    this.out[this.length++] = newline;
    this.end();
  }

  private give(bytes: Buffer, from: number, to: number): void {
    if (this.skip) return;
    const passed = Math.min(this.pass, to - from);
    this.pass -= passed;
    if (from + passed === to) return;
    this.length += bytes.copy(this.out, this.length, from + passed, to);
    this.given += to - from - passed;
    this.open = true;
  }

  private end(): void {
    this.begun = false;
    if (this.skip) return;
    this.open = false;
    if (this.time === undefined) return;
    if (this.time > this.newest) {
      this.newest = this.time;
      if (this.time > this.recentBegan + disorder || this.recent.size >= mostLines) {
        this.earlier = this.recent;
        this.earlierBegan = this.recentBegan;
        this.recent = new Map();
        this.recentBegan = this.time;
      }
    }
    this.recent.set(this.time, (this.recent.get(this.time) ?? 0) + 1);
  }
}

const isDigit = (byte = 0): boolean => byte >= 48 && byte <= 57;

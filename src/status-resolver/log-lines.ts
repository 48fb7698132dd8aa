const newline = 10;
const space = 32;

const longestStamp = 40;
const stamped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

// Lines of stdout and stderr may stand before lines of an earlier time, by so much; ms.
const disorder = 250;

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

  /** How often a time was read, for the lines that a further connection may give again. */
  private readonly read = new Map<string, number>();
  private newest = Number.NEGATIVE_INFINITY; // ms
  /** Of the line that was given out last: its time, and how many bytes. */
  private stamp = '';
  private given = 0;
  /** The kubelet's own words for a log that it has not: they come with each connection. */
  private readonly excuses = new Set<string>();

  // Of the connection:
  private again = new Map<string, number>();
  private before = Number.NEGATIVE_INFINITY;
  private resumes = false;
  // Of its line: the beginning, until the time is known; whether to leave it out, or so many bytes.
  private head = '';
  private begun = false;
  private skip = false;
  private pass = 0;

  /** Begins a connection; what it must ask for. */
  connect(): { sinceTime?: string } {
    this.again = new Map(this.read);
    this.before = this.newest - disorder;
    this.head = '';
    this.begun = this.gap = false;
    const since = Math.min(this.newest > 0 ? this.before : Infinity, this.open ? time(this.stamp) : Infinity);
    this.resumes = since < Infinity;
    return this.resumes ? { sinceTime: `${new Date(since).toISOString().slice(0, 19)}Z` } : {};
  }

  /** The program's bytes among these. */
  take(bytes: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      if (!this.begun) {
        // Byte by byte as latin1: whatever it is, its length stays.
        const byte = bytes[at] ?? 0;
        if (byte !== space && byte !== newline && this.head.length <= longestStamp) {
          this.head += String.fromCharCode(byte);
          at++;
          continue;
        }
        if (stamped.test(this.head) && byte === space) {
          at++;
          this.begin(this.head, pieces);
        } else {
          this.excuse(this.head, pieces);
        }
        this.begun = true;
        this.head = '';
        continue;
      }
      const found = bytes.indexOf(newline, at);
      const end = found < 0 ? bytes.length : found + 1;
      this.give(bytes.subarray(at, end), pieces);
      at = end;
      if (found >= 0) this.end();
    }
    return pieces;
  }

  private begin(stamp: string, pieces: Uint8Array[]): void {
    const resumes = this.resumes;
    this.resumes = this.skip = false;
    this.pass = 0;
    const times = this.again.get(stamp) ?? 0;
    if (times > 0 || time(stamp) < this.before) {
      this.again.set(stamp, times - 1);
      this.skip = true;
    } else if (this.open && stamp === this.stamp) {
      this.pass = this.given;
    } else {
      this.gap ||= resumes;
      this.close(pieces);
      this.stamp = stamp;
      this.given = 0;
    }
  }

  private excuse(head: string, pieces: Uint8Array[]): void {
    this.pass = 0;
    this.skip = this.excuses.has(head);
    this.excuses.add(head);
    if (this.skip) return;
    this.close(pieces);
    this.stamp = '';
    this.give(Buffer.from(head, 'latin1'), pieces);
  }

  /** The rest of an open line does not come any more. */
  private close(pieces: Uint8Array[]): void {
    if (!this.open) return;
    pieces.push(Buffer.of(newline));
    this.skip = false;
    this.end();
  }

  private give(bytes: Uint8Array, pieces: Uint8Array[]): void {
    if (this.skip) return;
    const rest = bytes.subarray(this.pass);
    this.pass -= bytes.length - rest.length;
    if (rest.length === 0) return;
    pieces.push(rest);
    this.given += rest.length;
    this.open = true;
  }

  private end(): void {
    this.begun = false;
    if (this.skip) return;
    this.open = false;
    if (this.stamp === '') return;
    this.read.set(this.stamp, (this.read.get(this.stamp) ?? 0) + 1);
    this.newest = Math.max(this.newest, time(this.stamp));
    for (const old of this.read.keys()) {
      if (time(old) >= this.newest - disorder) break;
      this.read.delete(old);
    }
  }
}

const time = (stamp: string): number => Date.parse(stamp);

/** Counts one more, of so many. */
export type Tick = (total: number) => void;

/** Milliseconds: shorter work shows nothing, and a terminal is not painted more often. */
const patience = 500;
const pause = 100;

/** Shows on a terminal how far long work is; anywhere else nothing. The line goes when the work ends. */
export function progress(what: string): Tick | undefined {
  if (!process.stderr.isTTY) return undefined;
  let done = 0;
  let next = Date.now() + patience;
  let shown = false;
  return (total) => {
    done += 1;
    if (done === total && shown) process.stderr.write('\r\u001b[K');
    if (done === total || Date.now() < next) return;
    process.stderr.write(`\r${what} ${done}/${total}\u001b[K`);
    shown = true;
    next = Date.now() + pause;
  };
}

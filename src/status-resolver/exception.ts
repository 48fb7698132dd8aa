/** At most so much of it goes into a sentence. */
const longest = 500;

/**
 * Why a program failed, from the end of its log: the exception without its stack, else the last line. A driver's log
 * ends with the chatter of its shutdown. Empty where nothing is left.
 */
export const exceptionOf = (log: string): string => {
  const all = log.split(/\r\n|[\r\n]/).map(clean);
  const lines = all.length > 1 && new TextEncoder().encode(log).length >= cut ? all.slice(1) : all;
  const spoken = lastSpoken(lines, lines.length);
  if (spoken < 0) return '';
  let head = headOf(lines, spoken);
  let end = spoken;
  // An exception that a log line of INFO or WARN tells of, stack and all, did not end the program: another one may have.
  while (head > 0 && isChatter(lines[head - 1] ?? '') && !uncaught.test(lines[head] ?? '') && hasStack(lines, end)) {
    end = lastSpoken(lines, head);
    if (end < 0) {
      head = headOf(lines, (end = spoken));
      break;
    }
    head = headOf(lines, end);
  }
  const said = lines
    .slice(head, end + 1)
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/^(Exception in thread "[^"]*"|Caused by:|:) /, '')
    .trim();
  return said.length <= longest ? said : `${said.slice(0, longest - 1)}…`;
};

/** What the kubelet takes of a log's end, bytes: it begins within a line. */
const cut = 2048;

// Colours, and control characters, which a sentence must not hold.
// eslint-disable-next-line no-control-regex
const escapes = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g;
const clean = (line: string): string => line.replace(escapes, '').trimEnd();

/** A log line by its level, whatever surrounds it: Spark's, Python's, JSON. */
const isChatter = (line: string): boolean =>
  /^[[{(\d]|^(TRACE|DEBUG|INFO|WARN)/.test(line) &&
  /\b(TRACE|DEBUG|INFO|WARN(ING)?|ERROR|FATAL|CRITICAL)\b/.exec(line.slice(0, 160))?.[0].match(/^[TDIW]/) != null;

const isFrame = (line: string): boolean =>
  /^\s+(at |\| |\+-|Suppressed: |\[CIRCULAR REFERENCE)|^\s*\.{3} \d+ (more|common frames)|^Driver stacktrace:$/.test(
    line,
  );

const uncaught = /^(Exception in thread|Caused by: )/;

/** The last line before `end` that is neither chatter nor stack. */
const lastSpoken = (lines: readonly string[], end: number): number => {
  for (let index = end - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    if (line !== '' && !isChatter(line) && !isFrame(line)) return index;
  }
  return -1;
};

const hasStack = (lines: readonly string[], index: number): boolean => isFrame(lines[index + 1] ?? '');

const exception =
  /^(Exception in thread "[^"]*" |Caused by: |: )?([\w$]+\.)*[A-Z][\w$]*(Exception|Error|Throwable|Interrupt|Exit)(:|$)/;

/** An exception's message may have several lines: where the one begins that ends here. */
const headOf = (lines: readonly string[], last: number): number => {
  for (let index = last; index >= 0 && index > last - 40; index--) {
    const line = lines[index] ?? '';
    if (exception.test(line)) return index;
    // Python's: the first line after the stack that is not indented.
    if (index < last && /^\s+(File "|\^|~)|^Traceback /.test(line)) return startOfMessage(lines, index, last);
    if (isChatter(line) || isFrame(line)) break;
  }
  return last;
};

const startOfMessage = (lines: readonly string[], stack: number, last: number): number => {
  for (let index = stack + 1; index <= last; index++) if (/^\S/.test(lines[index] ?? '')) return index;
  return last;
};

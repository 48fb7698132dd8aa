import { exceptionOf } from './exception.js';

/** Why spark-submit ended without a driver. */
interface SubmissionFailure {
  /**
   * `refused`: the next attempt would be refused as well; `quota`: there is no room now; `taken`: another attempt's
   * driver has the name.
   */
  readonly kind: 'refused' | 'quota' | 'taken' | 'infrastructure';
  /** The API server's sentence where it gave one, else spark-submit's last words. */
  readonly message: string;
  readonly quota?: Quota | undefined;
}

/** What a submission needs of a ResourceQuota. */
export interface Quota {
  readonly name: string;
  readonly requested: Readonly<Record<string, string>>;
}

const status = 'Received status: Status(';

/** @param exitCode spark-submit's own @param log the end of what it printed */
export const failureOf = (log: string, exitCode: string): SubmissionFailure => {
  // The last answer of the API server that spark-submit tells of, and fabric8's way to tell it.
  const end = log.lastIndexOf(status);
  const failure = log.lastIndexOf('Failure executing: ', end);
  const begin = end < 0 || failure < 0 ? -1 : log.indexOf('Message: ', failure);
  if (begin >= 0 && begin < end) {
    const message = log
      .slice(begin + 'Message: '.length, end)
      .trim()
      .replace(/\.$/, '');
    return byCode(Number(/\bcode=(\d+)/.exec(log.slice(end, end + 200))?.[1]), message);
  }
  // Before its usage, which is long.
  const usage = /^Error: .*$/m.exec(log)?.[0];
  if (usage !== undefined) return { kind: 'refused', message: usage };
  const message = exceptionOf(log) || `spark-submit ended with exit code ${exitCode}`;
  return { kind: mistake.test(message) ? 'refused' : 'infrastructure', message };
};

const byCode = (code: number, message: string): SubmissionFailure => {
  if (code === 409) return { kind: message.endsWith('already exists') ? 'taken' : 'infrastructure', message };
  if (code === 403) {
    const [, name, requested] = /exceeded quota: ([^,\s]+), requested: (\S+), used: /.exec(message) ?? [];
    if (name !== undefined && requested !== undefined) {
      const amounts = requested.split(',').map((one) => one.split('=') as [string, string]);
      return { kind: 'quota', message, quota: { name, requested: Object.fromEntries(amounts) } };
    }
  }
  return { kind: [400, 403, 404, 422].includes(code) ? 'refused' : 'infrastructure', message };
};

/** Exceptions that the same call meets again. */
const mistake =
  /^([\w$]+\.)*(Spark|(Spark)?IllegalArgument|NumberFormat|FileNotFound|ClassNotFound|URISyntax)Exception\b/;

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the page, which anybody may read: there is nothing of a user's in it. */
export interface PageFile {
  readonly type: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
  readonly tag: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
}

/** What index.html says of itself: it runs what it was delivered with, and asks nobody. */
const ownPolicy = /"Content-Security-Policy"\s+content="([^"]*)"/;

/** Of the page that shows runs: it knows where they are, and may ask the hook for them. */
const ofRuns = [
  ["connect-src 'none'", "connect-src 'self'"],
  [' fragment>', ' fragment runs="v1/runs">'],
] as const;

/** The page in a folder, by route; with runs it is told that there are some. */
export function readPage(folder: string, runs = false): ReadonlyMap<string, PageFile> {
  let html = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const [own, other] of runs ? ofRuns : []) {
    if (!html.includes(own)) throw new Error(`index.html lacks ${own}`);
    html = html.replace(own, other);
  }
  // A page cannot say by itself in whose frame it stands.
  const policy = `${ownPolicy.exec(html)?.[1] ?? "default-src 'none'"}; frame-ancestors 'none'`;
  const file = (type: string, body: Buffer): PageFile => {
    const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    return { type: `${type}; charset=utf-8`, policy, tag, body, gzipped: gzipSync(body) };
  };
  return new Map([
    ['/', file('text/html', Buffer.from(html))],
    ['/workbench.js', file('text/javascript', readFileSync(join(folder, 'workbench.js')))],
  ]);
}

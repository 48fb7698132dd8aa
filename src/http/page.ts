import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the page, which anybody may read: there is nothing of a user's in it. */
export interface PageFile {
  readonly type: string;
  readonly tag: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
}

const files = { '/': ['index.html', 'text/html'], '/workbench.js': ['workbench.js', 'text/javascript'] } as const;

/** It runs what it was delivered with, asks nobody but the hook for runs, and stands in nobody's frame. */
export const policy = (runs: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    'worker-src blob:',
    'img-src data:',
    `connect-src '${runs ? 'self' : 'none'}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The page in a folder, by route; with runs it is told that there are some. */
export const readPage = (folder: string, runs = false): ReadonlyMap<string, PageFile> =>
  new Map(
    Object.entries(files).map(([route, [name, type]]) => {
      let body = readFileSync(join(folder, name));
      if (runs && route === '/') {
        const html = body.toString().replace("connect-src 'none'", "connect-src 'self'");
        body = Buffer.from(html.replace(' fragment>', ' fragment runs="v1/runs">'));
      }
      const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
      return [route, { type: `${type}; charset=utf-8`, tag, body, gzipped: gzipSync(body) }];
    }),
  );

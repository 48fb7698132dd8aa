import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** What a client must know. */
export interface Token {
  /** Compares in a time that says nothing of the token, not even its length. */
  matches(given: string): boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const same = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token)) && token !== '';

export const fixedToken = (token: string): Token => ({ matches: (given) => same(given, token) });

/** The token in a file, read again when the file changes; while it is empty or cannot be read, nobody knows it. */
export function fileToken(path: string): Token {
  let seen = '';
  let token = '';
  const current = (): string => {
    try {
      const { ino, mtimeMs, size } = statSync(path);
      const now = `${ino} ${mtimeMs} ${size}`;
      if (now !== seen) {
        token = readFileSync(path, 'utf8').trim();
        seen = now;
      }
    } catch {
      seen = '';
      token = '';
    }
    return token;
  };
  return { matches: (given) => same(given, current()) };
}

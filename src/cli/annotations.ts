import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.js';

/** Diagnostics whose files are named as GitHub and GitLab look for them: from the repository's root, where they say it. */
export function fromRoot(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const { CI_PROJECT_DIR, GITHUB_WORKSPACE } = process.env;
  const given = [GITHUB_WORKSPACE, CI_PROJECT_DIR].find(Boolean);
  if (given === undefined || !existsSync(given)) return diagnostics;
  const root = realpathSync(given);
  const named = <T extends { readonly file: string }>(one: T): T => {
    const path = relative(root, resolve(one.file));
    const isOutside = isAbsolute(path) || /^\.\.(?:[\\/]|$)/.test(path);
    return one.file.startsWith('<') || isOutside ? one : { ...one, file: path };
  };
  return diagnostics.map(({ fix, ...one }) => ({
    ...one,
    place: named(one.place),
    ...(fix && { fix: { ...fix, edits: fix.edits.map(named) } }),
  }));
}

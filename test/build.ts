import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The tests drive what users get, the bundles of dist/; and leave nothing behind in the folder for temporary files. */
export default function build(): () => void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--no-types'], { stdio: 'inherit' });
  const temporary = mkdtempSync(join(tmpdir(), 'alida-argo-test-'));
  process.env.TMPDIR = temporary;
  process.env.ALIDA_ARGO_CACHE = join(temporary, 'cache');
  return () => {
    rmSync(process.env.ALIDA_ARGO_CACHE ?? '', { recursive: true, force: true });
    const left = readdirSync(temporary);
    rmSync(temporary, { recursive: true, force: true });
    if (left.length === 0) return;
    process.exitCode = 1; // vitest only tells what is thrown here
    throw new Error(`left behind in the folder for temporary files: ${left.sort().join(', ')}`);
  };
}

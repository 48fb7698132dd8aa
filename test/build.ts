import { execFileSync } from 'node:child_process';

/** The tests drive what users get: the bundles of dist/. */
export default function build(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--no-types'], { stdio: 'inherit' });
}

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Report } from '../diagnostics/index.js';
import { reasonOf, wholeFile } from './files.js';
import { acquire, Busy, sleep } from './mutex.js';

interface Answer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Call {
  readonly input?: string;
  readonly index?: string;
}

/** Milliseconds to wait for another run of ours, and for another git. */
const patience = { run: 600_000, git: 5_000 };

// A hook's environment points git to the repository of the hook.
const local =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|QUARANTINE_PATH|IMPLICIT_WORK_TREE|GRAFT_FILE|INTERNAL_SUPER_PREFIX|SHALLOW_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE)$/;

function git(cwd: string, args: readonly string[], { index, input = '' }: Call = {}): Answer {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !local.test(name)));
  const { error, status, stderr, stdout } = spawnSync('git', ['--literal-pathspecs', ...args], {
    cwd,
    input,
    maxBuffer: 2 ** 30,
    env: { ...env, ...(index !== undefined && { GIT_INDEX_FILE: index }) },
  });
  const noGit = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (error) return { code: -1, stdout: Buffer.alloc(0), stderr: noGit ? notFound : `git: ${reasonOf(error)}` };
  return { code: status ?? -1, stdout, stderr: stderr.toString().trim() };
}

const notFound = 'there is no git on the PATH';

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
const zeroEnded = (paths: readonly string[]): string => paths.map((path) => `${path}\0`).join('');

/** A repository that is checked out. */
export class Repository {
  private constructor(
    /** The folder that the user named. */
    readonly dir: string,
    readonly root: string,
    private readonly gitDir: string,
    private readonly commonDir: string,
  ) {}

  static open(dir: string, report: Report): Repository | undefined {
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
      report.add('no-repository', wholeFile(dir), { reason: 'there is no such folder', install: false });
      return undefined;
    }
    const answer = git(dir, ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir']);
    const [root, gitDir, commonDir] = answer.stdout.toString().trimEnd().split('\n');
    if (answer.code !== 0 || root === undefined || gitDir === undefined || commonDir === undefined) {
      // Git tells it in every language by the same command.
      const [trust] = /git config --global --add safe\.directory .*/.exec(answer.stderr) ?? [];
      const reason = firstLine(answer.stderr) || 'it has no work tree';
      report.add('no-repository', wholeFile(dir), { reason, install: reason === notFound, trust });
      return undefined;
    }
    const common = commonDir.startsWith('/') ? commonDir : join(realpathSync(dir), commonDir);
    return new Repository(dir, realpathSync(root), gitDir, common);
  }

  /** Where a folder lies in the work tree, with slashes and a slash at its end; '' is the top. */
  prefixOf(folder: string, report: Report): string | undefined {
    // The folder itself may not be there yet.
    let there = resolve(folder);
    const below: string[] = [];
    while (!existsSync(there)) {
      below.unshift(basename(there));
      there = dirname(there);
    }
    const inside = relative(this.root, join(realpathSync(there), ...below))
      .split(sep)
      .join('/');
    if (/^\.\.(\/|$)|^\/|^[A-Za-z]:|(^|\/)\.git(\/|$)/.test(inside)) {
      report.add('outside-repository', wholeFile(folder), {});
      return undefined;
    }
    const folders = inside.split('/').map((_, n, names) => join(this.root, ...names.slice(0, n + 1)));
    const own = folders.findLast((path) => path !== this.root && existsSync(join(path, '.git')));
    if (own !== undefined) {
      const path = relative(own, join(this.root, inside)) || '.';
      report.add('outside-repository', wholeFile(folder), { own: relative('.', own) || '.', path });
      return undefined;
    }
    return inside === '' ? '' : `${inside}/`;
  }

  /** Reads files of a revision, all in one call. */
  textsAt(revision: string, report: Report): ((paths: readonly string[]) => (string | undefined)[]) | undefined {
    const asked = git(this.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    const commit = asked.stdout.toString().trim();
    if (asked.code !== 0) {
      const isEmpty = git(this.root, ['rev-list', '--all', '--max-count=1']).stdout.length === 0;
      const names = (): boolean =>
        git(this.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', revision]).code === 0;
      report.add('unknown-revision', wholeFile(this.dir), { revision, isEmpty, isOther: revision === '' || names() });
      return undefined;
    }
    return (paths) => this.#blobs(paths.map((path) => `${commit}:${path}`));
  }

  /** Reads a file as it is staged. */
  staged(path: string): string | undefined {
    return this.#blobs([`:${path}`])[0];
  }

  #blobs(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    const { stdout } = git(this.root, ['cat-file', '--batch'], { input: names.map((name) => `${name}\n`).join('') });
    let at = 0;
    return names.map(() => {
      const end = stdout.indexOf(10, at);
      const [, kind, size] = / (\w+) (\d+)$/.exec(stdout.toString('utf8', at, end)) ?? [];
      at = end + 1;
      if (size === undefined) return undefined;
      const from = at;
      at += Number(size) + 1;
      return kind === 'blob' ? stdout.toString('utf8', from, at - 1) : undefined;
    });
  }

  /** The commit and the branch that are checked out; no commit: none was made yet; no branch: HEAD is detached. */
  head(): { readonly commit?: string; readonly branch?: string } {
    const commit = git(this.root, ['rev-parse', '--verify', '--quiet', 'HEAD']).stdout.toString().trim();
    const branch = git(this.root, ['symbolic-ref', '--quiet', 'HEAD']).stdout.toString().trim();
    return { ...(commit !== '' && { commit }), ...(branch !== '' && { branch: branch.replace(/^refs\/heads\//, '') }) };
  }

  /** Whether a commit can be made at all, on the branch that is asked for. */
  isReady(branch: string | undefined, report: Report): boolean {
    const place = wholeFile(this.dir);
    const unfinished = {
      MERGE_HEAD: 'merge',
      CHERRY_PICK_HEAD: 'cherry-pick',
      REVERT_HEAD: 'revert',
      'rebase-merge': 'rebase',
      'rebase-apply': 'rebase',
    };
    const [, what] = Object.entries(unfinished).find(([name]) => existsSync(join(this.gitDir, name))) ?? [];
    if (what !== undefined || git(this.root, ['ls-files', '--unmerged']).stdout.length > 0) {
      report.add('unfinished-merge', place, { what: what ?? 'merge' });
      return false;
    }
    const head = this.head();
    if (branch === undefined || branch === head.branch) {
      if (head.branch === undefined) report.add('detached-head', place, {});
      return head.branch !== undefined;
    }
    const refuse = (reason: string, isThere = false): boolean => {
      report.add('branch-in-the-way', place, { branch, reason, isThere });
      return false;
    };
    if (git(this.root, ['check-ref-format', '--branch', branch]).code !== 0)
      return refuse('this is no name for a branch');
    const there = git(this.root, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`])
      .stdout.toString()
      .trim();
    if (there !== '') return there === head.commit || refuse('there is such a branch, with other commits', true);
    const others = git(this.root, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']).stdout;
    const other = others
      .toString()
      .split('\n')
      .find((one) => one !== '' && (`${one}/`.startsWith(`${branch}/`) || `${branch}/`.startsWith(`${one}/`)));
    return other === undefined || refuse(`there is a branch ${other}, and Git keeps no branch below another`);
  }

  /**
   * Takes the repository for a run of ours: other runs wait, and so does any git that would change what is staged. What
   * a killed run left is cleared away first.
   */
  take(report: Report): Session | undefined {
    let letGo: () => void;
    try {
      letGo = acquire(join(this.gitDir, 'alida-argo.busy'), patience.run);
    } catch (error) {
      if (error instanceof Busy) {
        report.add('folder-in-use', wholeFile(this.dir), { holder: error.holder, file: error.path });
      } else report.add('cannot-write', wholeFile(this.dir), { reason: reasonOf(error) });
      return undefined;
    }
    const session = new Session(this.root, this.gitDir, this.commonDir, letGo);
    try {
      if (session.lock()) return session;
      report.add('repository-locked', wholeFile(this.dir), { file: join(this.gitDir, 'index.lock') });
    } catch (error) {
      report.add('cannot-write', wholeFile(this.dir), { reason: reasonOf(error) });
    }
    session.end();
    return undefined;
  }
}

/** What became of a commit. */
type Outcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'committed'; readonly commit: string; readonly said: string }
  | { readonly kind: 'refused'; readonly said: string };

/**
 * One run on a repository. It holds index.lock, by a hard link to a file of its own: so nobody else stages anything
 * meanwhile, and the next run knows the lock of one that was killed. Git itself works on a copy of the index, which
 * takes the index's place in the end.
 */
export class Session {
  readonly #held: string;
  readonly #lock: string;
  readonly #index: string;
  readonly #copy: string;
  readonly #message: string;

  constructor(
    private readonly root: string,
    private readonly gitDir: string,
    private readonly commonDir: string,
    private readonly letGo: () => void,
  ) {
    this.#held = join(gitDir, 'alida-argo.held');
    this.#lock = join(gitDir, 'index.lock');
    this.#index = join(gitDir, 'index');
    this.#copy = join(gitDir, 'alida-argo.index');
    this.#message = join(gitDir, 'alida-argo.message');
  }

  lock(): boolean {
    this.#clear();
    writeFileSync(this.#held, '');
    const until = Date.now() + patience.git;
    for (;;) {
      try {
        linkSync(this.#held, this.#lock);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (Date.now() > until) return false;
        sleep(50);
      }
    }
  }

  /** Clears away what a killed run left. */
  #clear(): void {
    const held = statSync(this.#held, { throwIfNoEntry: false });
    if (!held) return;
    this.#unlock();
    const since = held.mtimeMs - 1;
    // The git that this run had called may have been killed too, while it moved HEAD and the branch: a matter of a
    // millisecond, so a lock that stays is a dead one's.
    const branch = this.#branch();
    const names = [join(this.gitDir, 'HEAD.lock'), ...(branch === '' ? [] : [join(this.commonDir, `${branch}.lock`)])];
    const left = names.filter((name) => (statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since);
    if (left.length > 0) sleep(500);
    for (const name of left) rmSync(name, { force: true });
    for (const entry of readdirSync(this.gitDir)) {
      const pid = /^next-index-(\d+)\.lock$/.exec(entry)?.[1];
      const stale =
        pid !== undefined && (statSync(join(this.gitDir, entry), { throwIfNoEntry: false })?.mtimeMs ?? 0) > since;
      if (stale) rmSync(join(this.gitDir, entry), { force: true });
    }
    this.#sweep();
  }

  #sweep(): void {
    for (const path of [this.#copy, `${this.#copy}.lock`, this.#message, this.#held]) rmSync(path, { force: true });
  }

  #unlock(): void {
    const [held, lock] = [this.#held, this.#lock].map((path) => statSync(path, { throwIfNoEntry: false }));
    if (held?.ino === lock?.ino && held?.dev === lock?.dev) rmSync(this.#lock, { force: true });
  }

  /** The full name of the branch; '' where HEAD is detached. */
  #branch(): string {
    return git(this.root, ['symbolic-ref', '--quiet', 'HEAD']).stdout.toString().trim();
  }

  end(): void {
    this.#unlock();
    this.#sweep();
    this.letGo();
  }

  /** Which of some files (with slashes, from the top) are not in the last commit as they are in the work tree. */
  #stage(paths: readonly string[]): { readonly changed: string[] } | { readonly said: string } {
    const call = { index: this.#copy };
    if (existsSync(this.#index)) copyFileSync(this.#index, this.#copy);
    else rmSync(this.#copy, { force: true });
    const staged = git(this.root, ['update-index', '--add', '--remove', '-z', '--stdin'], {
      ...call,
      input: zeroEnded(paths),
    });
    if (staged.code !== 0) return { said: staged.stderr };
    // Against the empty tree where nothing was committed yet.
    const head = git(this.root, ['rev-parse', '--verify', '--quiet', 'HEAD']).code === 0;
    const base = head ? 'HEAD' : git(this.root, ['hash-object', '-t', 'tree', '--stdin']).stdout.toString().trim();
    const differing = git(this.root, ['diff-index', '--cached', '--name-only', '-z', base], call);
    if (differing.code !== 0) return { said: differing.stderr };
    const own = new Set(paths);
    return {
      changed: differing.stdout
        .toString()
        .split('\0')
        .filter((path) => own.has(path)),
    };
  }

  /**
   * Commits the work tree's state of some files, and of no others, whatever else is staged or changed. Author, signing
   * and hooks are those of the user's git. A hook sees what it sees at `git commit --only`.
   *
   * @param branch A branch to make for this commit; it is checked out afterwards.
   */
  commit(paths: readonly string[], message: string, branch: string | undefined): Outcome {
    try {
      writeFileSync(this.#message, message);
      return this.#commit(paths, branch);
    } catch (error) {
      return { kind: 'refused', said: reasonOf(error) }; // a full disk, a folder that may not be written
    }
  }

  #commit(paths: readonly string[], branch: string | undefined): Outcome {
    for (let attempt = 1; ; attempt += 1) {
      const before = this.#head();
      const staged = this.#stage(paths);
      if ('said' in staged) return { kind: 'refused', said: staged.said };
      const { changed } = staged;
      if (changed.length === 0) {
        // A run that was killed between the commit and here has left the index behind.
        this.#publish();
        return { kind: 'nothing' };
      }
      const back = branch === undefined ? () => undefined : this.#checkOut(branch);
      if (typeof back === 'string') return { kind: 'refused', said: back };
      const args = [
        '-c',
        'i18n.commitEncoding=UTF-8',
        'commit',
        '--quiet',
        '--only',
        `--file=${this.#message}`,
        '--pathspec-from-file=-',
        '--pathspec-file-nul',
      ];
      const { code, stderr, stdout } = git(this.root, args, { index: this.#copy, input: zeroEnded(changed) });
      const said = [stdout.toString().trim(), stderr].filter(Boolean).join('\n');
      const now = this.#head();
      // Git may fail after the commit, when it writes the index: then the commit stands.
      const made =
        now !== before &&
        git(this.root, ['rev-parse', '--verify', '--quiet', 'HEAD^']).stdout.toString().trim() === before;
      if (code === 0 || (made && this.#stageAgain(paths))) {
        this.#publish();
        return { kind: 'committed', commit: now, said };
      }
      back();
      if (now === before || attempt === 5) return { kind: 'refused', said: said || `git ended with ${code}` };
    }
  }

  #stageAgain(paths: readonly string[]): boolean {
    const staged = this.#stage(paths);
    return 'changed' in staged && staged.changed.length === 0;
  }

  #head(): string {
    return git(this.root, ['rev-parse', '--verify', '--quiet', 'HEAD']).stdout.toString().trim();
  }

  /** The copy becomes the index, as git itself would do it: we hold its lock. */
  #publish(): void {
    if (existsSync(this.#copy)) renameSync(this.#copy, this.#index);
  }

  /** Makes a branch here and checks it out, the work tree as it is; gives the way back, or what git said. */
  #checkOut(branch: string): (() => void) | string {
    const ref = `refs/heads/${branch}`;
    const head = this.#head();
    const old = this.#branch();
    if (old === ref) return () => undefined;
    const isNew = head !== '' && git(this.root, ['rev-parse', '--verify', '--quiet', ref]).code !== 0;
    if (isNew) {
      const made = git(this.root, ['update-ref', '-m', `branch: Created from ${head}`, ref, head, '']);
      if (made.code !== 0) return made.stderr;
    }
    const moved = git(this.root, ['symbolic-ref', '-m', `checkout: moving to ${branch}`, 'HEAD', ref]);
    const back = (): void => {
      if (old === '') git(this.root, ['update-ref', '--no-deref', 'HEAD', head]);
      else git(this.root, ['symbolic-ref', 'HEAD', old]);
      if (isNew) git(this.root, ['update-ref', '-d', ref, head]);
    };
    if (moved.code === 0) return back;
    back();
    return moved.stderr;
  }
}

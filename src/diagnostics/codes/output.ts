import { code } from '../code.js';

const elsewhere = 'put your own manifests beside the generated folder, or change generated ones by a Kustomize patch';

/** What can stand in the way of the files that are written, and of their commit. */
export const outputCodes = {
  'cannot-write': code<{ reason: string }>({
    severity: 'error',
    title: 'A file cannot be written',
    message: ({ reason }) => `cannot write here: ${reason}`,
    cause: 'All files are written aside before the first takes its place, so nothing was changed.',
    remedy: 'check the path, its permissions and the free space, and run this again',
    example: { wrong: '--out service.json', right: '--out deploy/' },
  }),
  'file-exists': code<{ force: boolean }>({
    severity: 'error',
    title: 'A file that would be written is there already',
    message: () => 'this file exists',
    cause: 'Nothing was written: what stands there may be the only copy.',
    remedy: [
      { if: 'force', say: 'move it away, or choose another folder; --force replaces it' },
      'move it away, or choose another folder',
    ],
  }),
  'profiles-differ': code<{ number: number }>({
    severity: 'error',
    title: 'Applications of one file need profiles of their own',
    message: ({ number }) => `the ${number} applications in it need different things of their platform`,
    cause: 'A project makes every service for every profile: each of these would get what another one needs.',
    remedy:
      'let `alida-argo import FILE --out DIR` give each a folder of its own, join what their profiles say, and put the services into a project',
  }),
  'edited-file': code<{
    /** Whether its line ends are all that was changed. */
    lineEnds: boolean;
  }>({
    severity: 'error',
    title: 'A generated file was changed by hand',
    message: ({ lineEnds }) =>
      lineEnds
        ? 'the line ends of this file were changed after it was generated'
        : 'this file was changed after it was generated',
    cause: 'Its digest is not the one in .alida-argo.lock: what somebody wrote there would be lost.',
    remedy: [
      {
        if: 'lineEnds',
        say: 'let Git leave line ends as they are (`deploy/** -text` in .gitattributes), and check the file out again; --force writes it anew',
      },
      `move the change into the definition or the profile; --force writes the file anew (${elsewhere})`,
    ],
  }),
  'foreign-file': code<object>({
    severity: 'error',
    title: 'A file of another origin is in the way',
    message: () => 'this file is not in .alida-argo.lock: it was not generated here',
    cause: 'What somebody else wrote there would be lost.',
    remedy: `move the file, or choose another folder; --force replaces it (${elsewhere}); after a merge, let .alida-argo.lock have the lines of both sides`,
  }),
  'stale-file': code<{ changes: readonly string[] }>({
    severity: 'error',
    title: 'A generated file is out of date',
    message: ({ changes }) => {
      const more = changes.length > 5 ? ['and more'] : [];
      return ['this is not what would be generated', ...changes.slice(0, 5), ...more].join('; ');
    },
    cause: 'The definition, the profile or the generator changed after the file was generated.',
    remedy: 'run the same `alida-argo generate` without --check, and commit the result',
  }),
  'missing-file': code<object>({
    severity: 'error',
    title: 'A generated file is missing',
    message: () => 'this file would be generated, but it is not there',
    cause: 'The file was deleted, or its definition is new.',
    remedy: 'run the same `alida-argo generate` without --check, and commit the result',
  }),
  'orphaned-file': code<object>({
    severity: 'error',
    title: 'Nothing generates this file any more',
    message: () => 'no definition makes this file any more',
    cause: 'Its service was removed or renamed: the cluster would go on offering it.',
    remedy:
      'delete it by the same `alida-argo generate` with --prune instead of --check; if an option was forgotten, give it',
  }),
  'nothing-deleted-unasked': code<{ paths: readonly string[] }>({
    severity: 'error',
    title: 'Files would be deleted, and nobody asked for it',
    message: ({ paths }) => {
      const [first, second, ...more] = [...paths].sort();
      const named = [first, second, ...(more.length === 1 ? more : [])].filter((path) => path !== undefined);
      const all = more.length > 1 ? `${named.join(', ')} and ${more.length} more` : named.join(', ');
      return `${all}: generated here before, and nothing makes ${paths.length === 1 ? 'it' : 'them'} now`;
    },
    cause:
      'A service was removed or renamed; or an input, a --profile or --kustomization was forgotten, and a cluster that follows the folder would lose what runs.',
    remedy:
      'give what was forgotten; or --prune, which deletes them (once for all: `prune: true` in alida-argo.yaml), or --no-prune, which keeps them',
    example: {
      wrong: 'alida-argo generate services --out deploy   # after --kustomization',
      right: 'alida-argo generate services --out deploy --kustomization',
    },
  }),
  'unreadable-record': code<object>({
    severity: 'error',
    title: 'The record of generated files is damaged',
    message: () => 'this is no record of generated files',
    cause:
      'It says which files may be replaced and deleted. Each of its lines holds a SHA-256 and a path in the folder.',
    remedy: 'take it back from Git, or delete it and generate with --force',
  }),
  'folder-in-use': code<{ holder: string; file: string }>({
    severity: 'error',
    title: 'Another run is writing there',
    message: ({ holder }) => `${holder} is writing here and does not end`,
    cause: 'Two runs that write to one folder, or commit to one repository, take turns.',
    remedy: 'wait for it, or end it; if there is no such process, delete <file>',
  }),
  'same-file': code<{ name: string; namespace: string }>({
    severity: 'error',
    title: 'Two services become one file',
    message: ({ name, namespace }) => `${name} of namespace ${namespace} and of another namespace become one file`,
    cause: 'The flat layout has no folder for a namespace: the second manifest would replace the first.',
    remedy: 'give --layout namespace',
    example: { wrong: '--layout flat', right: '--layout namespace' },
  }),
  'runtime-of-another': code<{ generator: string; other: string }>({
    severity: 'error',
    title: 'A shared runtime of another generator has the name',
    message: ({ generator, other }) => `the runtime of this name was made by ${other}, not by ${generator}`,
    cause:
      'All services of the namespace call it: another one in its place could break those that were not generated anew.',
    remedy:
      'generate all services of the folder with one generator; delete the file first if nothing calls it any more',
    example: { wrong: 'alida.io/generator: other 0.1.0', right: 'alida.io/generator: alida-argo 0.1.0' },
  }),
  'runtime-in-use': code<{ caller: string; others: number }>({
    severity: 'error',
    title: 'A shared runtime of another profile has the name',
    message: ({ caller, others }) =>
      `the runtime of this name was made by another profile, and ${caller}${others > 0 ? ` and ${others} more` : ''} would run by this one`,
    cause: 'All services of a namespace call one runtime, which holds what their profile says of their own steps.',
    remedy: 'generate all services of the folder together, by one profile, or leave `runtime: shared` out of this one',
    example: { wrong: 'generate c.json --out deploy --no-prune', right: 'generate a.json b.json c.json --out deploy' },
  }),
  'no-repository': code<{
    reason: string;
    /** Whether it is git that is missing. */
    install: boolean;
    /** The command after which git trusts the folder's owner. */
    trust?: string | undefined;
  }>({
    severity: 'error',
    title: 'No Git repository to use',
    message: ({ reason }) => `this cannot be used as a Git repository: ${reason}`,
    cause: 'Differences from a revision and commits need Git and a repository with a work tree.',
    remedy: [
      { if: 'install', say: 'install git, or put it on the PATH' },
      'if you trust its owner, call `<trust>`',
      'name a folder of a repository that is checked out',
    ],
    example: { wrong: '--repo backup.git', right: '--repo deployments/' },
  }),
  'unknown-revision': code<{
    revision: string;
    /** Whether the repository has no commit at all. */
    isEmpty: boolean;
    /** Whether it is the name of something else, such as of a file in a commit. */
    isOther: boolean;
  }>({
    severity: 'error',
    title: 'Git does not know the revision',
    message: ({ isEmpty, isOther, revision }) =>
      isEmpty
        ? 'the repository has no commit yet'
        : isOther
          ? `${revision === '' ? '""' : revision} is no commit`
          : `the repository has no revision ${revision}`,
    cause:
      'Files are compared with those of a commit. A clone that is shallow, or of one branch, lacks other revisions.',
    remedy: [
      { if: 'isEmpty', say: 'commit first, or leave --revision out' },
      { if: 'isOther', say: 'name a commit, a branch or a tag' },
      'fetch it (git fetch origin <branch>) and give --revision FETCH_HEAD, or name another',
    ],
    words: ({ revision }) => ({ branch: revision.replace(/^origin\//, '') }),
  }),
  'outside-repository': code<{
    /** The repository within the repository that it lies in. */
    own?: string;
    /** The folder in that. */
    path?: string;
  }>({
    severity: 'error',
    title: 'The folder is not in the repository',
    message: ({ own }) =>
      own === undefined
        ? 'this folder lies outside the repository, or in its .git'
        : `this folder lies in a repository of its own within the repository, such as a submodule: ${own}`,
    cause: 'What is committed must lie in the work tree.',
    remedy: ['commit there: --repo <own> --path <path>', 'give --path a folder below --repo'],
    example: { wrong: '--path ../other', right: '--path deploy' },
  }),
  'detached-head': code<object>({
    severity: 'error',
    title: 'No branch to commit to',
    message: () => 'HEAD is detached: no branch is checked out',
    cause: 'A commit without a branch is lost with the next checkout. Most CI systems check out like this.',
    remedy: 'check out a branch (git switch BRANCH), or give --branch NAME for a new one',
  }),
  'unfinished-merge': code<{ what: string }>({
    severity: 'error',
    title: 'A merge is not finished',
    message: ({ what }) => `the repository is in the middle of a ${what}`,
    cause: 'Git commits single files only outside of a merge.',
    remedy: 'finish it or give it up (git status says how to end the <what>)',
  }),
  'branch-in-the-way': code<{ branch: string; reason: string; isThere: boolean }>({
    severity: 'error',
    title: 'The branch cannot be made',
    message: ({ branch, reason }) => `--branch ${branch === '' ? '""' : branch}: ${reason}`,
    cause: 'A new branch begins at the commit that is checked out; one with commits of its own is not moved.',
    remedy: [
      { if: 'isThere', say: 'choose another name, or switch to it first (git switch <branch>)' },
      'choose another name',
    ],
  }),
  'repository-locked': code<{ file: string }>({
    severity: 'error',
    title: 'Another git holds the repository',
    message: ({ file }) => `another git is at work here: ${file} exists`,
    cause: 'Git takes this lock for each change of what is staged; nothing was changed meanwhile.',
    remedy: 'wait for that git to end; if there is none, delete <file>',
  }),
  'commit-refused': code<{ output: string; left: string }>({
    severity: 'error',
    title: 'Git refused the commit',
    message: ({ left, output }) => `git did not commit; ${left}. It said: ${output}`,
    cause: 'A hook, the signing of commits, or the disk did not let it; no commit was made.',
    remedy: 'do what git says, and run this again',
  }),
} as const;

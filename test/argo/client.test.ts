import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { templates } from '../../src/render/index.js';

// The client's script in a real bash.
const script = templates.sparkClient;
const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let runs = 0;
const newFolder = (files: Readonly<Record<string, string>> = {}): string => {
  const run = join(folder, String(runs++));
  mkdirSync(run);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(run, name), content);
  return run;
};

const filesOf = (run: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(run, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(run, name), 'utf8')]),
  );

describe('a user without a name', () => {
  /** Calls the function alone, as that user: what it says, and the files that it leaves. */
  const nameUser = (setup: string): { said: string; files: Record<string, string> } => {
    const run = newFolder({ passwd: 'root:x:0:0::/root:/bin/sh\n' });
    const nameless = `id() { case "$1" in -u) echo 4242 ;; -g) echo 7 ;; *) return 1 ;; esac; }`;
    const call = `${script}\n${nameless}\nPATH=; ${setup}; name_user; echo "$? \${LD_PRELOAD-}"`;
    const file = join(newFolder(), 'sourced.sh');
    writeFileSync(file, call);
    const env = { PATH: process.env.PATH, RUN_FOLDER: run, SPARK_HOME: '/spark' };
    const { stderr, stdout } = spawnSync('bash', ['-c', `. '${file}'`], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'], // on a socket, bash reads the user's .bashrc
    });
    return { said: `${stdout}${stderr}`.trim(), files: filesOf(run) };
  };

  it('gets an entry in a passwd file that can be written', () => {
    const { files, said } = nameUser('passwd="$run/passwd"');
    expect(said).toBe('0');
    expect(files.passwd?.split('\n')[1]).toBe('spark:x:4242:7:spark:/spark:/bin/false');
  });

  it('gets one by nss_wrapper where the image has it', () => {
    const { files, said } = nameUser(`passwd=/none; wrappers=(/none '${process.execPath}')`);
    expect(said).toBe(`0 ${process.execPath}`);
    expect(files).toMatchObject({ passwd: 'spark:x:4242:7:spark:/spark:/bin/false\n', group: 'spark:x:7:\n' });
  });

  it('is refused otherwise', () => {
    const { files, said } = nameUser('passwd=/none; wrappers=(/none)');
    expect(said).toContain('spark-client: user 4242 has no name');
    expect(files.refused).toContain('user 4242 has no name');
  });

  it('is left alone if it has one', () => {
    expect(nameUser('id() { echo spark; }; passwd="$run/passwd"').files.passwd).toBe('root:x:0:0::/root:/bin/sh\n');
  });
});

describe('the script', () => {
  /** Runs it as its container does; a program takes the place of spark-submit. */
  const client = (
    submit: string | undefined,
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
    stopAt?: string,
  ): Promise<{ code: number | null; said: string; files: Record<string, string> }> => {
    const run = newFolder(files);
    const home = newFolder();
    mkdirSync(join(home, 'bin'));
    if (submit !== undefined)
      writeFileSync(join(home, 'bin/spark-submit'), `#!/bin/bash\n${submit}\n`, { mode: 0o755 });
    return new Promise((resolve) => {
      const child = spawn('bash', ['-c', script, 'spark-client'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, RUN_FOLDER: run, SPARK_HOME: home, ...env },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (stopAt !== undefined && said.includes(stopAt)) child.kill('SIGTERM');
        });
      }
      child.on('close', (code) => {
        resolve({ code, said, files: filesOf(run) });
      });
    });
  };
  const args = { arguments: '--conf\0a=b\nc\0main.py\0--k=$$ ü\0' };

  it('calls spark-submit with the arguments that were prepared, and keeps what it says', async () => {
    const ended = await client(String.raw`printf '<%s>' "$LC_ALL" "$@"; echo words >&2; exit 3`, args);
    const said = '<C.UTF-8><--conf><a=b\nc><main.py><--k=$$ ü>words\n';
    expect(ended).toEqual({ code: 0, said, files: { ...args, log: said, 'exit-code': '3' } });
  });

  it('does nothing where nothing was prepared', async () => {
    expect(await client('echo called', { driver: 'spark-1' })).toEqual({
      code: 0,
      said: '',
      files: { driver: 'spark-1' },
    });
  });

  it('refuses an image without Spark', async () => {
    const { code, files } = await client(undefined, args);
    expect(code).toBe(0);
    expect(files.refused).toContain('must hold Spark');
  });

  it('ends a spark-submit that does not end', async () => {
    const { code, files } = await client('exec sleep 600', args, { SUBMIT_DEADLINE: '1' });
    expect(code).toBe(0);
    expect(files['exit-code']).toBe('124');
    expect(files.log).toContain('spark-submit did not end within 1 s and was stopped');
  });

  it('kills one that ignores TERM', async () => {
    const env = { SUBMIT_DEADLINE: '1', KILL_AFTER: '1' };
    expect((await client("trap '' TERM; while :; do sleep 1; done", args, env)).files['exit-code']).toBe('137');
  });

  it('stops it when it is stopped itself, and says nothing of how it ended', async () => {
    const { code, files, said } = await client(
      // Not `sleep 600 &`: a signal between its fork and its exec is lost, and it would keep the log open.
      // Not at once either: `timeout` may not know yet whom to hand a signal on to.
      "trap 'echo stopped; exit 1' TERM; sleep 0.3; echo up; while :; do sleep 0.1; done",
      args,
      {},
      'up\n',
    );
    expect({ code, exit: files['exit-code'] }).toEqual({ code: 143, exit: undefined });
    expect(said).toContain('stopped');
  });
});

import { spawn } from 'node:child_process';
import { env } from './cli.js';

export interface Serving {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** `serve` as a command, with a token; `cli` is what starts it. */
export async function serving(cli: string, token: string, ...args: string[]): Promise<Serving> {
  const hook = spawn(process.execPath, [cli, 'serve', '--listen', '127.0.0.1:0', ...args], {
    env: { ...env, ALIDA_ARGO_TOKEN: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise<void>((done) => {
    hook.on('exit', () => {
      done();
    });
  });
  const url = await new Promise<string>((fulfil, refuse) => {
    let said = '';
    hook.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const [, found] = /listening on (\S+)/.exec(said) ?? [];
      if (found !== undefined) fulfil(found);
    });
    hook.on('exit', () => {
      refuse(new Error(said));
    });
  });
  return {
    url,
    stop: () => {
      hook.kill();
      return gone;
    },
  };
}

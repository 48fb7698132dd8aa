import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A judge: a process that answers one JSON request a line by one JSON response a line, told apart by `id`. */
export class Judge {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<string, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.#process = child;
    // What ended it is told when it closes.
    child.stdin.on('error', () => undefined);
    const said: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { id: string; error?: string };
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(`${command}: ${answer.error}`));
    });
    child.on('close', (code) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`${command} ended with ${code}: ${said.join('').slice(-2000)}`));
      }
    });
  }

  ask<Answer>(request: object): Promise<Answer> {
    const id = String(this.#next++);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#process.stdin?.write(`${JSON.stringify({ ...request, id })}\n`);
    });
  }

  close(): void {
    this.#process.stdin?.end();
  }
}

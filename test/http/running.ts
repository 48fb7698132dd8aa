import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntry } from '../../src/http/app.js';
import { start, type RunningHook, type ServerOptions } from '../../src/http/server.js';
import { fixedToken } from '../../src/http/token.js';
import { defaultProfile } from '../../src/platform/index.js';
import { parse } from 'yaml';
import { root } from '../cli.js';

export const token = 'correct horse battery staple'.replaceAll(' ', '-');

export interface Listening extends RunningHook {
  readonly log: LogEntry[];
}

/** A hook on a port of its own, with a token. */
export async function listen(options: Partial<ServerOptions> = {}): Promise<Listening> {
  const log: LogEntry[] = [];
  const running = await start({
    host: '127.0.0.1',
    port: 0,
    timeout: 30,
    maxBody: 10 * 1024 * 1024,
    maxRequests: 16,
    deadline: 20,
    worker: join(root, 'dist/worker.cjs'),
    profile: defaultProfile,
    token: fixedToken(token),
    log: (entry) => log.push(entry),
    ...options,
  });
  return { ...running, log };
}

const example = join(root, 'examples/churn-workflow');
const file = (name: string): string => readFileSync(join(example, name), 'utf8');

/** The example's workflow with all definitions in it, as a designer sends it. */
export function designersExport(): Record<string, unknown> & { services: unknown[]; steps: Record<string, unknown>[] } {
  const workflow = parse(file('workflow.yaml')) as ReturnType<typeof designersExport>;
  const others = ['prepare', 'train', 'evaluate'].map((name) => JSON.parse(file(`service-${name}.json`)) as unknown);
  return { ...workflow, services: [...workflow.services, ...others] };
}

export const post = (url: string, body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: body ?? null,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
  });

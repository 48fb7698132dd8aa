import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';

const dir = process.env.CLUSTER_DIR ?? '';
export const config = new KubeConfig();
config.loadFromFile(`${dir}/admin.kubeconfig`);

/** One request to the API server as cluster administrator; its body. Rejects on any status but 2xx. */
export const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  const options: Omit<RequestOptions, 'headers'> & { headers?: OutgoingHttpHeaders } = { method };
  await config.applyToHTTPSOptions(options);
  const text = body === undefined ? '' : JSON.stringify(body);
  // Node sends the body of a DELETE only with its length.
  options.headers = { ...options.headers, 'content-type': type, 'content-length': Buffer.byteLength(text) };
  return new Promise((fulfil, reject) => {
    const sent = request(`${config.getCurrentCluster()?.server ?? ''}${path}`, options, (answer) => {
      let reply = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => (reply += piece));
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) < 300) fulfil(JSON.parse(reply));
        else reject(new Error(`${method} ${path}: ${reply}`));
      });
    });
    sent.on('error', reject).end(text);
  });
};

/** A kubeconfig file with a service account's own token. */
export const kubeconfigOf = async (namespace: string, serviceAccount: string, file: string): Promise<string> => {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
  const { status } = (await api('POST', path, { spec: { expirationSeconds: 3600 } })) as { status: { token: string } };
  const cluster = config.getCurrentCluster();
  writeFileSync(
    file,
    JSON.stringify({
      clusters: [{ name: 'test', cluster: { server: cluster?.server, 'certificate-authority': cluster?.caFile } }],
      users: [{ name: 'test', user: { token: status.token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace } }],
      'current-context': 'test',
    }),
  );
  return file;
};

const pidFile = `${dir}/kube-apiserver.pid`;

/**
 * Kills the API server; `start` brings the same one up again. Asked to end, it would first wait a minute for its watches.
 * Its port is free only when its last thread is gone, so that a new one is started until one stays, as a kubelet does.
 */
export const stopApiServer = async (): Promise<{ start: () => Promise<void> }> => {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const [command = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  process.kill(pid, 'SIGKILL');
  while (await serves()) await sleep(50);
  return {
    start: async () => {
      const log = openSync(`${dir}/kube-apiserver.log`, 'a');
      let child: ChildProcess | undefined;
      do {
        if (child?.exitCode !== null) {
          child = spawn(command, args, { detached: true, stdio: ['ignore', log, log] });
          child.unref();
          writeFileSync(pidFile, String(child.pid));
        }
        await sleep(200);
      } while (!(await serves()));
      closeSync(log);
    },
  };
};

const serves = (): Promise<boolean> =>
  api('GET', '/api/v1/namespaces/default').then(
    () => true,
    () => false,
  );

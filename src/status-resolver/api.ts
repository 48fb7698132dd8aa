import { request as http, type IncomingMessage } from 'node:http';
import { request as https, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Send } from './watch.js';

/** KUBECONFIG where it is set, the pod's own service account otherwise. */
export const clusterConfig = (): KubeConfig => {
  const config = new KubeConfig();
  if (process.env.KUBECONFIG || !process.env.KUBERNETES_SERVICE_HOST) config.loadFromDefault();
  else config.loadFromCluster();
  return config;
};

/** A namespace where neither an argument nor the service account names one. */
export const namespaceOf = (config: KubeConfig): string =>
  config.getContextObject(config.getCurrentContext())?.namespace?.trim() ?? 'default';

const answerSeconds = 20;
const types = {
  ...{ GET: '', DELETE: 'application/json', POST: 'application/json' },
  ...{ PATCH: 'application/merge-patch+json', APPLY: 'application/apply-patch+yaml' },
};

/**
 * Requests by this configuration. The client's own Watch swallows the body of a refusal, which names the missing
 * permission, so only its configuration and credentials are used.
 * @param stopped ends every request, now and later
 */
export const connect =
  (config: KubeConfig, stopped?: AbortSignal): Send =>
  async (method, path, query, seconds, body) => {
    const url = new URL((config.getCurrentCluster()?.server ?? '') + path);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const options: RequestOptions = { method: method === 'APPLY' ? 'PATCH' : method };
    await config.applyToHTTPSOptions(options); // a rotated token is read again here
    const content = body === undefined ? '' : JSON.stringify(body);
    const ends = seconds === Infinity ? [] : [AbortSignal.timeout(seconds * 1000)];
    options.signal = AbortSignal.any([...(stopped ? [stopped] : []), ...ends]);
    const answer = await new Promise<IncomingMessage>((fulfil, reject) => {
      const sent = (url.protocol === 'http:' ? http : https)(url, options, fulfil);
      if (content !== '') {
        sent.setHeader('content-type', types[method]);
        sent.setHeader('content-length', Buffer.byteLength(content)); // else Node sends no body of a DELETE
      }
      // The log of a silent program has no answer, not even a header.
      sent.setTimeout(seconds === Infinity ? 0 : answerSeconds * 1000, () => {
        sent.destroy(new Error(`no answer within ${answerSeconds} s`));
      });
      // A peer that vanished is found out by the kernel.
      sent.on('socket', (socket) => socket.setKeepAlive(true, 30_000));
      sent.on('error', reject).end(content);
    });
    answer.socket.setTimeout(0); // from here on silence is usual
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: answer as AsyncIterable<Buffer> };
  };

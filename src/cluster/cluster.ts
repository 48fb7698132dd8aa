import type { KubeConfig } from '@kubernetes/client-node';
import type { Report } from '../diagnostics/index.js';
import { connect } from '../status-resolver/api.js';
import { readKubeconfig, whyUnusable } from './kubeconfig.js';
import { placeIn } from './place.js';
import { messageOf, text, textOf, type Send } from '../status-resolver/watch.js';

/** Which cluster: of the kubeconfig, or the one that this runs in. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** An object of the API server's. */
export interface Resource {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The API server's answer was no. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Method = Parameters<Send>[0];
type Query = Readonly<Record<string, string>>;

/** A cluster that somebody may ask. */
export class Cluster {
  private readonly send: Send;

  private constructor(
    private readonly config: KubeConfig,
    /** The context's name. */
    readonly name: string,
  ) {
    this.send = connect(config);
  }

  /** The cluster of a context; nothing where there is none, which is told. */
  static open({ context, kubeconfig }: ClusterOptions, report: Report): Cluster | undefined {
    const config = readKubeconfig(kubeconfig, report);
    if (!config) return undefined;
    const place = placeIn(kubeconfig ?? 'kubeconfig');
    const known = config.getContexts().map(({ name }) => name);
    const name = context ?? config.getCurrentContext();
    if (!known.includes(name)) {
      report.add('unknown-context', place, { context: name, known });
      return undefined;
    }
    config.setCurrentContext(name);
    const reason = whyUnusable(config, name);
    if (reason !== undefined) report.add('cluster-unreachable', place, { reason });
    return reason === undefined ? new Cluster(config, name) : undefined;
  }

  /** Requests that end, now and later, when `over`. */
  until(over: AbortSignal): Send {
    return connect(this.config, over);
  }

  /** @throws {Refusal} where the answer is no; any other error where there is none */
  async ask<T>(method: Method, path: string, query: Query = {}, body?: object): Promise<T> {
    const answer = await this.send(method, path, query, 60, body);
    const content = await text(answer.body);
    if (answer.status >= 300) throw new Refusal(answer.status, messageOf(content));
    return JSON.parse(content) as T;
  }

  /** What there is, or nothing. */
  async find<T>(path: string, query: Query = {}): Promise<T | undefined> {
    try {
      return await this.ask<T>('GET', path, query);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Tells why the API server did not do what it was asked for. @throws {TypeError} a mistake of ours as it is */
  tell(error: unknown, what: string, report: Report): void {
    if (error instanceof TypeError || error instanceof RangeError) throw error;
    if (error instanceof Refusal)
      report.add('cluster-refuses', placeIn(this.name), { what, status: error.status, message: error.message });
    else report.add('cluster-unreachable', placeIn(this.name), { reason: textOf(error) });
  }
}

/** Of many requests a few at a time. */
export async function eachOf<T, R>(items: readonly T[], ask: (item: T) => Promise<R>, atOnce = 8): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}

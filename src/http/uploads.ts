import type { IncomingMessage } from 'node:http';

/**
 * Bodies on their way. A slow one takes no turn from others: it holds memory only, and where that becomes too much the
 * oldest one is cut.
 */
export class Uploads {
  /** What cuts each, the oldest first. */
  readonly #arriving = new Set<() => void>();
  #held = 0;

  /** @param room For all bodies together, in bytes. */
  constructor(private readonly room: number) {}

  /** Reads a body of at most so many bytes. */
  read(incoming: IncomingMessage, most: number): Promise<Uint8Array | 'too large' | 'cut'> {
    if (Number(incoming.headers['content-length'] ?? 0) > most) return Promise.resolve('too large');
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      const end = (result: Uint8Array | 'too large' | 'cut'): void => {
        stop();
        resolve(result);
      };
      const cut = (): void => {
        end('cut');
      };
      const take = (chunk: Uint8Array): void => {
        chunks.push(chunk);
        size += chunk.length;
        this.#held += chunk.length;
        if (size > most) end('too large');
        const [oldest] = this.#arriving;
        if (this.#held > this.room) oldest?.();
      };
      const whole = (): void => {
        end(Buffer.concat(chunks));
      };
      const broken = (): void => {
        stop();
        reject(Object.assign(new Error('the client has gone'), { code: 'ECONNRESET' }));
      };
      const stop = (): void => {
        this.#arriving.delete(cut);
        this.#held -= size;
        incoming.off('data', take).off('end', whole).off('close', broken).pause();
      };
      this.#arriving.add(cut);
      incoming
        .on('data', take)
        .on('end', whole)
        .on('close', broken)
        .on('error', () => undefined);
    });
  }
}

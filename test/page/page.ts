import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { root } from '../cli.js';

export const fromDisk = `file://${join(root, 'dist/web/index.html')}`;
export const example = (path: string): string => readFileSync(join(root, 'examples', path), 'utf8');

let browser: Browser | undefined;

beforeAll(async () => {
  // In a container nobody may make namespaces.
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
});

/** A page, and what its browser complained of. */
export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

export async function open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser?.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  if (!context) throw new Error('there is no browser');
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url()) && !request.url().startsWith(url.replace(/\/[^/]*$/, '/')))
      complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** The page with these files. */
export async function withFiles(page: Page, files: readonly { name: string; text: string }[]): Promise<void> {
  await page.evaluate(
    `new Promise((told) => {
      const bench = document.querySelector('alida-argo-workbench');
      bench.addEventListener('alida-argo-result', told, { once: true });
      bench.files = ${JSON.stringify(files)};
    }).then(() => undefined)`,
  );
}

/** What the workbench told last, of what is in it now. */
export const result = <T>(page: Page, what: string): Promise<T> =>
  page.evaluate<T>(
    `new Promise((told) => {
      const bench = document.querySelector('alida-argo-workbench');
      bench.addEventListener('alida-argo-result', ({ detail }) => told(${what}), { once: true });
      bench.given = bench.given;
    })`,
  );

export const text = (page: Page, file = 0): Promise<string> =>
  page.evaluate<string>(`document.querySelector('alida-argo-workbench').files[${file}].text`);

/** Drops files on the page; `times`: that many times the letter x. */
export async function drop(
  page: Page,
  files: readonly { name: string; bytes: string | Uint8Array | { times: number } }[],
): Promise<void> {
  const given = files.map(({ bytes, name }) =>
    typeof bytes === 'object' && 'times' in bytes
      ? { name, ...bytes }
      : { name, base64: Buffer.from(bytes).toString('base64') },
  );
  const data = await page.evaluateHandle(
    `(() => {
      const data = new DataTransfer();
      for (const { name, base64, times } of ${JSON.stringify(given)})
        data.items.add(new File([times ? 'x'.repeat(times) : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    })()`,
  );
  const app = page.locator('alida-argo-workbench .app');
  await app.dispatchEvent('dragover', { dataTransfer: data });
  await app.dispatchEvent('drop', { dataTransfer: data });
}

/**
 * How much of the page looks otherwise than the picture of that name in docs/pictures, from 0 to 1; with UPDATE=1 it
 * becomes the picture.
 */
export async function unlike(page: Page, name: string): Promise<number> {
  const file = join(root, 'docs/pictures', `${name}.png`);
  // Without a cursor that blinks.
  await page.mouse.move(0, 0);
  const seen = await page.screenshot({ caret: 'hide', animations: 'disabled' });
  if (process.env.UPDATE !== undefined) writeFileSync(file, seen);
  if (!existsSync(file)) return 1;
  const pictures = [seen, readFileSync(file)].map((bytes) => bytes.toString('base64'));
  return page.evaluate<number>(
    `(async () => {
      const [one, other] = await Promise.all(${JSON.stringify(pictures)}.map(async (text) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
      }));
      if (one.length !== other.length) return 1;
      let differ = 0;
      for (let i = 0; i < one.length; i += 4)
        if ([0, 1, 2].some((channel) => Math.abs(one[i + channel] - other[i + channel]) > 48)) differ += 1;
      return differ / (one.length / 4);
    })()`,
  );
}

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../src/http/page.js';
import { root, run } from '../cli.js';
import { listen } from '../http/running.js';
import { drop, example, fromDisk, open, result, text, unlike, withFiles } from './page.js';

const kmeans = { name: 'service.json', text: example('kmeans/service.json') };
const workflow = [
  { name: 'workflow.yaml', text: example('churn-workflow/workflow.yaml') },
  ...['prepare', 'train', 'evaluate'].map((name) => ({
    name: `service-${name}.json`,
    text: example(`churn-workflow/service-${name}.json`),
  })),
];
const web = join(root, 'dist/web');
/** Bytes of the script, gzipped. */
const largest = 500_000;
/** Milliseconds of a keystroke. */
const slowest = 100;

describe('what one writes', () => {
  it('becomes what the command makes of it, from disk and without a complaint of the browser', async () => {
    const { complaints, page } = await open(fromDisk);
    await page.getByLabel('Examples').selectOption('kmeans');
    await page.getByText('Ready').waitFor();
    const made = await result<string>(page, 'detail.made.products[0].text');
    expect(made).toBe(example('kmeans/workflow-template.yaml'));
    for (const name of ['Plan', 'Submit', 'Manifests', 'Changes', 'Runs', 'Picture'])
      await page.getByRole('tab', { name }).click();
    expect(complaints).toEqual([]);
  });

  it('is marked where it is wrong, and put right by a click', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [{ ...kmeans, text: kmeans.text.replace('"defaultValue": 8', '"defaultValue": "8g"') }]);
    const problem = page.getByRole('region', { name: 'Problems' }).locator('li.error').first();
    await problem.waitFor();
    expect(await page.locator('.cm-lintRange-error').count()).toBeGreaterThan(0);

    await withFiles(page, [
      { name: 'a.yaml', text: 'nam: a\nname: a\nversion: "1"\nproperties:\n  - {key: k, type: aplication}\n' },
    ]);
    const before = await text(page);
    const fixes = page.getByRole('button', { name: /^Fix:/ });
    await fixes.first().click();
    await expect.poll(() => text(page)).not.toBe(before);
  });

  it('is offered to be completed, in JSON and in YAML', async () => {
    const { page } = await open(fromDisk);
    const offered = async (): Promise<string[]> => {
      await page.keyboard.press('Control+Space');
      await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
      const labels = await page.locator('.cm-tooltip-autocomplete li .cm-completionLabel').allTextContents();
      await page.keyboard.press('Escape');
      return labels;
    };
    const write = async (typed: string): Promise<void> => {
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText(typed);
    };
    await withFiles(page, [{ name: 'a.yaml', text: 'name: a\nproperties:\n  - key: k\n    ' }]);
    await write('t');
    expect(await offered()).toEqual(expect.arrayContaining(['type']));
    await write('ype: ');
    expect(await offered()).toEqual(['application', 'resource', 'static', 'tuning']);
    await withFiles(page, [{ name: 'a.json', text: '{ "name": "a", "properties": [{ "key": "' }]);
    await write('spark.executor.inst');
    expect((await offered())[0]).toBe('spark.executor.instances');
    await withFiles(page, [{ name: 'p.yaml', text: 'kind: PlatformProfile\nlimits:\n  ' }]);
    await write('n');
    expect(await offered()).toEqual(expect.arrayContaining(['nodeCpu', 'nodeMemory']));
  });

  it('stays quick to write in when it is 1 MiB', async () => {
    const { page } = await open(fromDisk);
    const property = (n: number) => ({
      key: `argument-${n}`,
      type: 'application',
      valueType: 'string',
      mandatory: false,
      description: `What the program does with it, told at some length so that it is a definition of one MiB: ${'x'.repeat(100)}`,
      defaultValue: '',
    });
    const definition = JSON.parse(kmeans.text) as { properties: unknown[] };
    definition.properties.push(...Array.from({ length: 3000 }, (_, n) => property(n)));
    const large = JSON.stringify(definition, undefined, 2);
    expect(large.length).toBeGreaterThan(2 ** 20);
    await withFiles(page, [{ name: 'service.json', text: large }]);
    await page.locator('.cm-content').click();
    await page.evaluate(
      `(() => {
        window.times = [];
        const content = document.querySelector('alida-argo-workbench').shadowRoot.querySelector('.cm-content');
        content.addEventListener('keydown', () => {
          const start = performance.now();
          requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - start)));
        });
      })()`,
    );
    await page.locator('.cm-line').nth(2).click();
    for (let i = 0; i < 60; i++) await page.keyboard.type('x', { delay: 50 });
    const measured = (await page.evaluate<number[]>('window.times')).sort((a, b) => a - b);
    const median = measured[measured.length >> 1] ?? NaN;
    console.log(
      `keystroke in ${large.length} characters: median ${median.toFixed(0)} ms, worst ${measured.at(-1)?.toFixed(0)} ms`,
    );
    expect(measured.length).toBe(60);
    expect(median).toBeLessThan(slowest);
  });

  it('is in the address, unless it holds a credential', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [kmeans]);
    await expect.poll(() => page.url()).toContain('#1');
    const before = page.url();
    await page.getByRole('tab', { name: 'Plan' }).click();
    await expect.poll(() => page.url()).not.toBe(before);
    const { page: other } = await open(page.url());
    await other.getByText('Ready').waitFor();
    expect(await text(other)).toBe(kmeans.text);
    expect(await other.getByRole('tab', { name: 'Plan' }).getAttribute('aria-selected')).toBe('true');
    const secret = kmeans.text.replace('K-means clustering', 'with AKIAQYLPMN5HHHFPZAM2');
    await withFiles(page, [{ name: 'service.json', text: secret }]);
    await expect.poll(() => page.url()).not.toContain('#1');
  });
});

describe('what comes of it', () => {
  it('shows a workflow whose boxes lead to their steps', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, workflow);
    await page.getByRole('button', { name: /Random forest/ }).press('Enter');
    await expect.poll(() => page.locator('.cm-activeLine').first().textContent()).toContain('train-forest');
    await page.getByRole('heading', { name: 'A run of train-forest' }).waitFor();
  });

  it('is a picture that other programs take, the same as the command makes', async () => {
    const { page } = await open(fromDisk, { permissions: ['clipboard-read', 'clipboard-write'] });
    await withFiles(page, workflow);
    const folder = join(root, 'examples/churn-workflow');
    const drawn = async (format: string): Promise<string> =>
      (await run(['graph', '--format', format, ...workflow.map(({ name }) => name)], folder)).stdout;
    const picture = page.locator('.acts', { hasText: 'Mermaid' }).first();
    for (const [name, format] of [
      ['Copy for Mermaid', 'mermaid'],
      ['Copy for Graphviz', 'dot'],
    ] as const) {
      await picture.getByRole('button', { name }).click();
      await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toBe(await drawn(format));
    }
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      picture.getByRole('button', { name: 'Save SVG' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(await drawn('svg'));
  });

  it('says of each value who decided it, and leads there', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [kmeans]);
    await page.getByRole('tab', { name: 'Plan' }).click();
    const decided = page.getByRole('button', { name: /^definition decides k;/ });
    expect(await decided.getAttribute('title')).toContain('a run can set it: -p k=');
    await decided.click();
    await expect.poll(() => page.locator('.cm-activeLine').first().textContent()).toContain('8');
  });

  it('keeps what the last text without errors made', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [kmeans]);
    await page.locator('.cm-content').click();
    await page.keyboard.type('x');
    await page.getByText('This is of the last text without errors.').waitFor();
  });

  it('is a run that is judged before it is begun', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [
      { ...kmeans, text: kmeans.text.replace('"defaultValue": 8', '"minValue": 2, "maxValue": 99, "defaultValue": 8') },
    ]);
    await page.getByRole('tab', { name: 'Submit' }).click();
    await page.getByText('Must still be given: input-dataset, output-model').waitFor();
    await page.getByLabel('input-dataset').fill("s3a://it's/in");
    await page.getByLabel('output-model').fill('s3a://out');
    const command = page.getByRole('region', { name: 'Command' });
    const whole = `argo submit --namespace alida --from workflowtemplate/spark-kmeans-example -p 'input-dataset=s3a://it'\\''s/in' -p output-model=s3a://out`;
    await expect.poll(() => command.textContent()).toBe(whole);
    await page.getByLabel(/^k$/).fill('100');
    await page.getByText('A value is wrong').waitFor();
    expect(await page.locator('.field .wrong').textContent()).toContain('100');
    await page.getByLabel(/^k$/).fill('12');
    await expect.poll(() => command.textContent()).toBe(`${whole} -p k=12`);
  });

  it('is compared with what it was, with another profile and with what a cluster has', async () => {
    const { page } = await open(fromDisk);
    await withFiles(page, [kmeans]);
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByText('No differences.').waitFor();
    await page.locator('.cm-line', { hasText: '"defaultValue": 8' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('8');
    await page
      .getByText(/k 8 → 88/)
      .first()
      .waitFor();
    const chosen = async (name: string, content: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Compare with files…' }).click(),
      ]);
      await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    };
    await chosen(
      'other.yaml',
      'apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: x\nconf: { spark.executor.memory: 9g }\n',
    );
    await page
      .getByText(/executor memory 9g → /)
      .first()
      .waitFor();
    const live = example('kmeans/workflow-template.yaml').replace(
      'metadata:\n',
      'metadata:\n  uid: x\n  resourceVersion: "7"\n',
    );
    await chosen('live.yaml', live);
    await page.getByText('Compared with live.yaml.').waitFor();
    expect(await page.locator('.difference li').allTextContents()).toEqual(['parameter k 8 → 88']);
  });
});

describe('what is brought', () => {
  it('becomes a definition and a profile, with what was left out', async () => {
    const { page } = await open(fromDisk);
    const script =
      'export FOO=1\nspark-submit --master yarn --name counts --conf spark.executor.memory=3g --jars x.jar app.py --k 3 | tee log\n';
    await drop(page, [{ name: 'run.sh', bytes: script }]);
    await page.getByText(/What the import left out/).waitFor();
    expect(await page.getByRole('navigation', { name: 'Files' }).getByRole('button').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('service.json'), expect.stringContaining('profile.yaml')]),
    );
    expect(await text(page)).toContain('spark.executor.memory');
  });

  it('becomes one from a SparkApplication, too', async () => {
    const { page } = await open(fromDisk);
    const application = {
      ...{ apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', metadata: { name: 'pi' } },
      spec: {
        ...{ type: 'Scala', mode: 'cluster', image: 'registry.example/pi:1', sparkVersion: '4.0.1' },
        ...{ mainClass: 'org.example.Pi', mainApplicationFile: 'local:///app/pi.jar', arguments: ['1000'] },
        ...{ executor: { instances: 7 }, batchScheduler: 'volcano', timeToLiveSeconds: 60 },
      },
    };
    await drop(page, [{ name: 'pi.yaml', bytes: JSON.stringify(application) }]);
    await page.getByText(/What the import left out/).waitFor();
    await expect.poll(() => text(page)).toContain('"name": "pi"');
    await page.getByRole('tab', { name: 'Manifests' }).click();
    await page.getByText('--conf=spark.executor.instances=7').first().waitFor();
  });

  it('is taken where it is ours: a profile beside a definition', async () => {
    const { page } = await open(fromDisk);
    await drop(page, [{ name: 'kmeans.json', bytes: kmeans.text }]);
    await page.getByText('Ready').waitFor();
    await drop(page, [{ name: 'prod.yaml', bytes: example('with-profile/profile.yaml') }]);
    await expect.poll(() => result(page, 'detail.made?.profile')).toBe('prod');
  });

  it('does no harm, whatever it is', async () => {
    const { complaints, page } = await open(fromDisk);
    const evil = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>`;
    const svg = `</text></svg><svg onload="window.harmed=1"><a href="javascript:window.harmed=1">`;
    const hostile = {
      name: 'h',
      version: '1',
      properties: [
        { key: 'spark.kubernetes.container.image', type: 'static', mandatory: true, defaultValue: 'r/i:1' },
        { key: 'x', type: 'application', mandatory: true, description: evil, defaultValue: svg },
      ],
      url: 'r/c:4.0.1',
    };
    await drop(page, [{ name: `${evil}.json`, bytes: JSON.stringify(hostile) }]);
    await page.getByText('Ready').waitFor();
    for (const name of ['Plan', 'Submit', 'Manifests', 'Changes', 'Runs', 'Picture'])
      await page.getByRole('tab', { name }).click();
    const laughs = [
      'a: &a [x]',
      ...Array.from('bcdefghij', (c, i) => `${c}: &${c} [${`*${'abcdefghij'[i] ?? ''},`.repeat(9)}]`),
    ];
    const packed = gzipSync(Buffer.alloc(64 * 2 ** 20, ' ')).toString('base64');
    const bomb = JSON.stringify({ kind: 'Workflow', metadata: { name: 'r' }, status: { compressedNodes: packed } });
    const steps = { apiVersion: 'alida-argo/v1', kind: 'ServiceWorkflow', name: 'w', services: [hostile] };
    const drawn = { ...steps, steps: [{ name: 'a', title: svg + evil, service: { name: 'h' } }] };
    await drop(page, [{ name: 'w.json', bytes: JSON.stringify(drawn) }]);
    await page.getByRole('button', { name: /onload/ }).click();
    for (const [name, bytes, said] of [
      ['picture.png', Uint8Array.from({ length: 5000 }, (_, i) => (i * 89) % 256), /UTF-8/],
      ['huge.json', { times: 10 * 2 ** 20 + 1 }, /larger than 10 MiB/],
      ['nothing.txt', 'hello', /nothing in it/],
      ['page.html', `<!doctype html>${evil}`, /nothing in it/],
      ['deep.json', '['.repeat(100_000) + ']'.repeat(100_000), /deep|nested/],
      ['laughs.yaml', laughs.join('\n'), /alias|nothing in it/],
      ['run.json', bomb, /more steps than one could look at/],
      ['broken.json', JSON.stringify({ kind: 'Workflow', status: { compressedNodes: '!' } }), /atob/],
    ] as const) {
      await drop(page, [{ name, bytes }]);
      await page.locator('.said', { hasText: said }).waitFor();
    }
    await drop(page, [{ name: 'ten.yaml', bytes: { times: 10 * 2 ** 20 } }]);
    await page.locator('.said', { hasText: /^ten.yaml: / }).waitFor({ timeout: 60_000 });
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    expect(complaints).toEqual([]);
  });
});

/** Views that axe has judged. */
let views = 0;

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([
    { width: 360, height: 740 },
    { width: 1280, height: 800 },
    { width: 3840, height: 2160 },
  ])('can be used by everybody on $width pixels', { timeout: 120_000 }, async ({ height, width }) => {
    const { complaints, page } = await open(fromDisk, { viewport: { width, height }, colorScheme });
    const misspelt = { name: 'service.json', text: kmeans.text.replace('"max-iter"', '"spark.executor.memry"') };
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const violations = async (): Promise<unknown> =>
      page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, target }) => target.flat().join(' ') + html)]))`,
      );
    for (const [files, panels] of [
      [[misspelt], ['Picture', 'Plan', 'Submit', 'Runs']],
      [workflow, ['Picture', 'Plan', 'Manifests', 'Changes']],
    ] as const) {
      await withFiles(page, files);
      for (const name of panels) {
        await page.getByRole('tab', { name }).click();
        await page.waitForTimeout(300);
        expect(await violations()).toEqual([]);
        views += 1;
      }
      // The page itself is never wider than the screen.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
    expect(complaints).toEqual([]);
  });
});

it('is told in the docs as it was judged', async () => {
  const { page } = await open(fromDisk);
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const axe = await page.evaluate<string>('axe.version');
  const [policy] = [...readPage(web).values()].map((file) => file.policy);
  const lines = [
    `- Debian's Chromium, under \`${policy ?? ''}\`: no complaint, whatever was dropped on it.`,
    `- axe-core ${axe}, at 360, 1280 and 3840 pixels, light and dark: ${views} views, 0 violations.`,
    `- \`workbench.js\`: less than ${largest / 1000} kB gzipped. A key pressed in a definition of 1 MiB: less than ${slowest} ms, the median of 60.`,
  ];
  const file = join(root, 'docs/workbench.md');
  const [before = '', , after = ''] = readFileSync(file, 'utf8').split(/(?<=<!-- judged -->\n)|(?=<!-- \/judged -->)/);
  const told = `${before}\n${lines.join('\n')}\n\n${after}`;
  if (process.env.UPDATE !== undefined) writeFileSync(file, told);
  // Where all of them were judged, and not some by name.
  if (views > 0) expect(readFileSync(file, 'utf8')).toBe(told);
});

describe('how it looks', () => {
  const wrong = kmeans.text.replace('"key": "max-iter"', '"key": "spark.executor.memry"');
  const misspelt = [{ name: 'service.json', text: wrong }];
  const profile = { name: 'profile.yaml', text: example('with-profile/profile.yaml') };
  it.each([
    { name: 'picture', width: 1280, height: 720, colorScheme: 'light', files: workflow, panel: 'Picture' },
    { name: 'plan', width: 1280, height: 720, colorScheme: 'dark', files: [kmeans, profile], panel: 'Plan' },
    { name: 'problems', width: 1280, height: 720, colorScheme: 'light', files: misspelt, panel: 'Submit' },
    { name: 'narrow', width: 360, height: 720, colorScheme: 'dark', files: workflow, panel: 'Picture' },
  ] as const)('looks as the picture $name', async ({ colorScheme, files, height, name, panel, width }) => {
    const { page } = await open(fromDisk, { viewport: { width, height }, colorScheme });
    await withFiles(page, files);
    await page.getByRole('tab', { name: panel }).click();
    await page.waitForTimeout(500);
    // A busy machine draws later.
    await expect.poll(() => unlike(page, name), { timeout: 15_000, interval: 500 }).toBeLessThan(0.02);
  });
});

describe('where it stands', () => {
  it('is served without a token and with the policy of the file', async () => {
    const hook = await listen({ page: readPage(web) });
    try {
      const { complaints, page } = await open(`${hook.url}/`);
      await page.getByLabel('Examples').selectOption('kmeans');
      await page.getByText('Ready').waitFor();
      expect(complaints).toEqual([]);
      const first = await fetch(`${hook.url}/workbench.js`);
      const again = await fetch(`${hook.url}/workbench.js`, {
        headers: { 'if-none-match': first.headers.get('etag') ?? '' },
      });
      expect([first.status, first.headers.get('content-encoding'), again.status]).toEqual([200, 'gzip', 304]);
      expect(Buffer.from(await first.arrayBuffer()).equals(readFileSync(join(web, 'workbench.js')))).toBe(true);
      expect((await fetch(`${hook.url}/v1/plan`, { method: 'POST' })).status).toBe(401);
    } finally {
      await hook.stop();
    }
    const inFile = readFileSync(join(web, 'index.html'), 'utf8');
    for (const { policy } of readPage(web).values()) {
      const [own, framed] = policy.split("; frame-ancestors 'none'");
      expect([inFile.includes(`content="${own}"`), framed, policy.includes("connect-src 'none'")]).toEqual([
        true,
        '',
        true,
      ]);
    }
    for (const { policy } of readPage(web, true).values()) {
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toContain('unsafe');
    }
  });

  it('is an element in another page, which tells and is told', async () => {
    const script = readFileSync(join(web, 'workbench.js'));
    const host = createServer((request, response) => {
      if (request.url === '/workbench.js') response.setHeader('content-type', 'text/javascript').end(script);
      else
        response
          .setHeader('content-type', 'text/html')
          .end(
            '<!doctype html><title>host</title><script src="workbench.js"></script><div style="width:500px;height:600px"><alida-argo-workbench theme="dark"></alida-argo-workbench></div>',
          );
    });
    await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready));
    try {
      const { page } = await open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
      await withFiles(page, workflow);
      expect(await result(page, 'detail.made.steps.map(({ step }) => step)')).toEqual(
        expect.arrayContaining(['ingest', 'train-forest']),
      );
      const told = page.evaluate(
        `new Promise((told) => document.addEventListener('alida-argo-change', ({ detail }) => told(detail.given), { once: true }))`,
      );
      await page.evaluate(`document.querySelector('alida-argo-workbench').given = { 'train-forest_max-iter': '7' }`);
      expect(await told).toEqual({ 'train-forest_max-iter': '7' });
      expect(page.url()).not.toContain('#');
      // Taken out and put in again it holds what it held.
      await page.evaluate(
        `(() => { const bench = document.querySelector('alida-argo-workbench'); bench.remove(); document.body.append(bench); })()`,
      );
      expect(await text(page)).toBe(workflow[0]?.text);
    } finally {
      host.close();
      host.closeAllConnections();
    }
  });

  it('is not large', () => {
    const { size } = statSync(join(web, 'workbench.js'));
    const gzipped = gzipSync(readFileSync(join(web, 'workbench.js'))).length;
    console.log(`workbench.js: ${Math.round(size / 1000)} kB, ${Math.round(gzipped / 1000)} kB gzipped`);
    expect(gzipped).toBeLessThan(largest);
  });
});

// The generated examples, run for real.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { submitCommand, type WorkflowTemplate } from '../../src/index.js';
import { serving } from '../serving.js';
import { kubeconfigOf } from '../status-resolver/real/cluster.js';
import {
  apply,
  argo,
  churn,
  churnObjects,
  command,
  from,
  items,
  kubectl,
  logs,
  namespace,
  objectStore,
  profile,
  Run,
  until,
} from './cluster.js';
import './tutorial.js';

const kmeans = async (name: string, dataset: string, ...options: string[]): Promise<Run> => {
  await apply('kmeans', 'generate', ...options, 'examples/kmeans/service.json');
  const output = 'a value with $(HOME), $$ and è';
  return Run.submit(name, from('spark-kmeans-example', { 'input-dataset': dataset, 'output-model': output, k: '2' }));
};

const withHistory = join(logs, 'good.profile.yaml');

/** The address of Spark's history server, over an object store that asks for the keys of a Secret. */
const historyServer = async (): Promise<string> => {
  const started = async (name: string): Promise<void> => {
    await kubectl('apply', '-f', `deploy/${name}.yaml`);
    await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=120s');
  };
  await started('s3');
  await kubectl('exec', 'deployment/s3', '--', 'rclone', 'mkdir', '/data/spark-events');
  await started('history-server');
  const [pod] = await items('pods', 'app.kubernetes.io/name=history-server');
  return `http://${pod?.status?.podIP ?? ''}:18080`;
};

/** The page that the history server shows at the address that the run told; it looks for new ones every ten seconds. */
const inHistory = async (run: Run): Promise<readonly [link: string, page: string]> => {
  const link = (await run.drivers())[0]?.metadata.annotations?.['alida.io/history'] ?? '';
  const page = await until('the history server has the run', 60, async () => {
    const answer = await fetch(link);
    return answer.ok ? answer.text() : undefined;
  });
  return [link, page];
};

test('k-means ends with the right result, and its log is that of the node', async () => {
  const history = await historyServer();
  const shown = {
    ...(parse(readFileSync(profile, 'utf8')) as object),
    s3: { endpoint: 'http://s3:9000' },
    history: { dir: 's3a://spark-events/', url: history },
    metrics: 'prometheus',
    ui: { url: 'https://spark.example/{namespace}/{driver}/' },
  };
  writeFileSync(withHistory, stringify(shown));
  const run = await kmeans('good', '/opt/spark/data/mllib/sample_kmeans_data.txt', '--profile', withHistory);
  const result = /^RESULT (.*)$/m;
  try {
    await until('the node has lines of the program while that runs', 600, async () => {
      const log = await kubectl('logs', await run.client(), '-c', 'main').catch(() => '');
      const [driver] = await run.drivers();
      if (!log.includes('SparkContext: Submitted application')) return undefined;
      expect(driver?.status?.phase).toBe('Running');
      return true;
    });
    const executor = await until('an executor runs', 300, async () =>
      (await items('pods', `spark-role=executor,alida.io/workflow-uid=${run.uid}`)).find(
        ({ status }) => status?.phase === 'Running',
      ),
    );
    expect(executor.spec.serviceAccountName).toBe('spark-executor');
    const [{ metadata, status } = executor] = await run.drivers();
    const scraped = (name: string): string => metadata.annotations?.[`prometheus.io/${name}`] ?? '';
    // The UI answers before Spark has hung its figures into it, and an executor registers after it runs.
    const figures = (path: string, shown: RegExp): Promise<true> =>
      until(`figures at ${path}`, 120, async () => {
        const text = await command('curl', '-sf', `http://${status?.podIP ?? ''}:${scraped('port')}${path}`);
        return shown.test(text) || undefined;
      });
    expect(scraped('scrape')).toBe('true');
    await figures(scraped('path'), /^metrics_spark_kmeans_example_driver_\w+\{.*\} \d/m);
    await figures('/metrics/executors/prometheus/', /^metrics_executor_\w+\{.*executor_id="1".*\} \d/m);
    const ui = `https://spark.example/${namespace}/${metadata.name}/`;
    expect(await kubectl('logs', await run.client(), '-c', 'main')).toContain(`is running; its UI: ${ui}\n`);
    await until('Spark\u2019s own log is where the platform looks for it', 60, async () => {
      const name = (await run.drivers())[0]?.metadata.name ?? '';
      const script = 'cat /tmp/spark-driver-log/driver.log';
      const text = await kubectl('exec', name, '-c', 'spark-kubernetes-driver', '--', 'bash', '-c', script);
      return text.includes('INFO') || undefined;
    });
    expect(await run.verdict()).toEqual({ phase: 'Succeeded', client: '0', resolver: '0 Completed' });
    const [driver] = await run.drivers();
    const [link, page] = await inHistory(run);
    const id = driver?.metadata.labels?.['spark-app-selector'] ?? '';
    expect(link).toBe(`${history}/history/${id}/jobs/`);
    expect(page).toContain('Completed Jobs');
    const known = (await (await fetch(`${history}/api/v1/applications`)).json()) as object[];
    expect(known).toEqual([expect.objectContaining({ id, attempts: [expect.objectContaining({ completed: true })] })]);
    const log = await kubectl('logs', driver?.metadata.name ?? '');
    expect(JSON.parse(result.exec(log)?.[1] ?? '{}')).toEqual({
      centers: [
        [0.1, 0.1, 0.1],
        [9.1, 9.1, 9.1],
      ],
      executors: 1,
      'output-model': 'a value with $(HOME), $$ and è',
      secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'HASH_TOKEN'],
    });
    await kubectl('apply', '-f', 'deploy/runs.yaml');
    const token = 'never-shown-5';
    const account = await kubeconfigOf(namespace, 'alida-argo-runs', join(process.env.E2E_DIR ?? '', 'runs'));
    const cli = join(process.env.E2E_DIR ?? '', 'dist/alida-argo.cjs');
    const hook = await serving(cli, token, '--runs', '--kubeconfig', account, '--profile', profile);
    try {
      const ask = (path: string): Promise<Response> =>
        fetch(`${hook.url}/v1/runs${path}`, { headers: { authorization: `Bearer ${token}` } });
      const { runs } = (await (await ask('')).json()) as { runs: { name: string }[] };
      expect(runs.find(({ name }) => name === 'good')).toMatchObject({
        ...{ of: 'spark-kmeans-example', phase: 'Succeeded', exitCode: 0 },
        history: [{ step: '', url: link }],
      });
      expect(await (await ask('/good/log')).text()).toContain(log);
    } finally {
      await hook.stop();
    }
    // Its certificate is its own.
    const counted = await command('curl', '-sfk', 'https://127.0.0.1:9090/metrics');
    const labels = /\{.*service="spark-kmeans-example",status="Succeeded".*\}/.source;
    expect(counted).toMatch(new RegExp(`^\\w*alida_runs\\w*${labels} 1$`, 'm'));
    expect(counted).toMatch(new RegExp(`^\\w*alida_run_seconds_count${labels} 1$`, 'm'));
    await run.record();
    await kubectl('delete', 'pod', driver?.metadata.name ?? '');
    expect(await run.archived()).toContain(log);
  } finally {
    await run.record();
  }
});

test('the line that the page shows is one that argo takes, whatever the values', async () => {
  await apply('kmeans', 'generate', 'examples/kmeans/service.json');
  const values = new Map([
    ['input-dataset', 's3a://it\'s/in $HOME `id` \\ "x"'],
    ['output-model', 'two\nlines = ü'],
    ['k', '2'],
  ]);
  const template = { metadata: { name: 'spark-kmeans-example', namespace } } as WorkflowTemplate;
  const line = `${process.env.E2E_ARGO ?? ''}/${submitCommand(template, values)}`;
  const { spec } = JSON.parse(await command('bash', '-c', `${line} --dry-run --output json`)) as { spec: object };
  expect(spec).toMatchObject({
    arguments: { parameters: [...values].map(([name, value]) => ({ name, value })) },
    workflowTemplateRef: { name: 'spark-kmeans-example' },
  });
});

/** A driver and an executor have room, or two drivers and none. */
const narrow = async (name: string, concurrency: object): Promise<readonly Run[]> => {
  const file = join(logs, `${name}.profile.yaml`);
  const own = { naming: `{name}-${name}`, pod: { priorityClassName: 'narrow' }, ...concurrency };
  writeFileSync(file, stringify({ ...(parse(readFileSync(profile, 'utf8')) as object), ...own }));
  await apply(`${name}-rbac`, 'rbac', '--profile', file);
  await apply(name, 'generate', '--profile', file, 'examples/kmeans/service.json');
  const values = { 'input-dataset': '/opt/spark/data/mllib/sample_kmeans_data.txt', 'output-model': 'x', k: '2' };
  const spec = from(`spark-kmeans-example-${name}`, values);
  return Promise.all([`${name}-1`, `${name}-2`].map((run) => Run.submit(run, spec)));
};

test('drivers that do not wait for one another leave no room for executors', async () => {
  await kubectl('create', 'priorityclass', 'narrow', '--value=1');
  const scoped = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['narrow'] }] };
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'narrow' } };
  writeFileSync(
    join(logs, 'narrow.json'),
    JSON.stringify({ ...quota, spec: { hard: { pods: '2' }, scopeSelector: scoped } }),
  );
  await kubectl('create', '-f', join(logs, 'narrow.json'));
  const runs = await narrow('crowded', {});
  const [first, second] = runs;
  const executors = async (run?: Run) =>
    (await items('pods', `spark-role=executor,alida.io/workflow-uid=${run?.uid ?? ''}`)).length;
  try {
    await until('both wait for executors', 240, async () => {
      const said = await Promise.all(
        runs.map(async (run) => kubectl('logs', await run.client(), '-c', 'main').catch(() => '')),
      );
      return said.every((log) => log.includes('Initial job has not accepted any resources')) || undefined;
    });
    expect(await Promise.all(runs.map(executors))).toEqual([0, 0]);
    // It ends when somebody takes one away.
    await argo('stop', first?.name ?? '');
    expect((await second?.verdict())?.phase).toBe('Succeeded');
  } finally {
    for (const run of runs) await run.record();
  }
});

test('drivers that wait for one another leave room for their executors', async () => {
  const runs = await narrow('narrow', { concurrency: { drivers: 1 } });
  try {
    await until('one of them waits for the other', 120, async () => {
      const waiting = await Promise.all(runs.map(async (run) => JSON.stringify(await run.workflow())));
      return waiting.some((text) => /"waiting":"[^"]*alida-argo-concurrency\/drivers"/.test(text)) || undefined;
    });
    for (const run of runs) expect((await run.verdict()).phase).toBe('Succeeded');
  } finally {
    for (const run of runs) await run.record();
  }
});

test('a schedule begins a run, which knows when it was due', async () => {
  const file = join(logs, 'scheduled.profile.yaml');
  const parameters = {
    'input-dataset': '/opt/spark/data/mllib/sample_kmeans_data.txt',
    'output-model': 'due {{workflow.scheduledTime}}',
    k: 2,
  };
  const scheduled = {
    ...(parse(readFileSync(profile, 'utf8')) as object),
    naming: '{name}-scheduled',
    schedules: { 'spark-kmeans-example': { cron: '* * * * *', timezone: 'Europe/Rome', parameters } },
  };
  writeFileSync(file, stringify(scheduled));
  await apply('scheduled', 'generate', '--profile', file, 'examples/kmeans/service.json');
  const name = 'spark-kmeans-example-scheduled';
  const run = await Run.due(name);
  try {
    expect((await run.verdict()).phase).toBe('Succeeded');
    const { labels } = (await run.workflow()).metadata;
    expect(labels).toMatchObject({ 'alida.io/service': 'spark-kmeans-example' });
    const log = await kubectl('logs', (await run.drivers())[0]?.metadata.name ?? '');
    const result = JSON.parse(/^RESULT (.*)$/m.exec(log)?.[1] ?? '{}') as Record<string, unknown>;
    expect(result['output-model']).toMatch(/^due \d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
  } finally {
    await run.record();
    // Its Workflows go with it.
    await kubectl('delete', 'cronworkflow', name);
  }
});

test('k-means without its dataset ends with 3, and is in the history, too', async () => {
  const run = await kmeans('bad', '/no/such/dataset', '--profile', withHistory);
  try {
    expect(await run.verdict()).toEqual({ phase: 'Failed', client: '1', resolver: '3 Error' });
    await inHistory(run);
  } finally {
    await run.record();
  }
});

test('what the program reads from Secrets is in no other object and no log', async () => {
  const shown = /never-shown|bmV2ZXItc2hvd24/; // as text, as base64
  const kinds = 'pods,configmaps,services,events,workflows,workflowtemplates,workflowtaskresults';
  const objects = await kubectl('get', kinds, '-o', 'json');
  expect(objects).toContain('AWS_SECRET_ACCESS_KEY');
  expect(objects).not.toMatch(shown);
  const files = readdirSync(logs);
  expect(files.some((file) => file.startsWith('good.spark-'))).toBe(true);
  expect(files.filter((file) => shown.test(readFileSync(join(logs, file), 'utf8')))).toEqual([]);
});

test('a workflow of five services hands its datasets and models on', async () => {
  const store = objectStore();
  const { objects } = store;
  const run = await Run.submit('churn', await churn(store.location));
  try {
    expect((await run.verdict()).phase).toBe('Succeeded');
    const clients = await run.nodes('spark-client');
    expect(clients.map(({ outputs }) => outputs?.exitCode)).toEqual(['0', '0']);
    const [first, second] = clients;
    expect(second && first?.finishedAt && second.startedAt < first.finishedAt, 'trained in parallel').toBe(true);
    expect([...objects.keys()].sort()).toEqual(churnObjects(run.uid));
    expect(JSON.parse(objects.get('/best') ?? '{}')).toMatchObject({
      predictions: [0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
      auc: 1,
    });
  } finally {
    await run.record();
    store.close();
  }
});

test('the hook answers from its image, as deploy/serve.yaml runs it', async () => {
  const token = 'never-shown-4';
  await kubectl('create', 'secret', 'generic', 'alida-argo-token', `--from-literal=token=${token}`);
  await kubectl('create', 'configmap', 'alida-argo-profile', `--from-file=profile.yaml=${profile}`);
  await kubectl('apply', '-f', 'deploy/serve.yaml');
  try {
    const ready = '{.items[?(@.status.containerStatuses[0].ready==true)].status.podIP}';
    const pods = ['get', 'pods', '-l', 'app.kubernetes.io/name=alida-argo', '-o', `jsonpath=${ready}`];
    const address = await until('a hook that is ready', 120, async () =>
      (await kubectl(...pods)).split(' ').find(Boolean),
    );
    const answer = await fetch(`http://${address}:8080/v1/export`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/yaml' },
      body: readFileSync('examples/kmeans/service.json'),
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('kind: WorkflowTemplate');
  } finally {
    await kubectl('delete', '-f', 'deploy/serve.yaml');
  }
});

// What asks a cluster, against a real API server; the test plays Argo's controller and the kubelet with its log server.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env, root, run as runIn, type Result } from '../cli.js';
import { serving } from '../serving.js';
import { api, kubeconfigOf } from '../status-resolver/real/cluster.js';

const namespace = `live-${process.pid}`;
const node = `node-live-${process.pid}`;
const argo = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}`;
const base = `/api/v1/namespaces/${namespace}`;
const dir = mkdtempSync(join(tmpdir(), 'live-'));
const cluster = process.env.CLUSTER_DIR ?? '';
const admin = ['--kubeconfig', join(cluster, 'admin.kubeconfig')];
const secret = 'what-no-output-may-hold';

const kubelet = createServer(
  { key: readFileSync(`${cluster}/apiserver.key`), cert: readFileSync(`${cluster}/apiserver.crt`) },
  (_, answer) => {
    answer.end('2026-01-01T00:00:00.000000000Z the program speaks\n');
  },
);

const run = (...args: string[]): Promise<Result> => runIn([...args, ...admin], dir);
const definition = (name: string, k: number): void => {
  const property = (key: string, type: string, valueType: string, rest: object) => ({ key, type, valueType, ...rest });
  const image = property('spark.kubernetes.container.image', 'static', 'string', {
    mandatory: true,
    defaultValue: 'registry.example/app:1',
  });
  writeFileSync(
    join(dir, `${name}.json`),
    JSON.stringify({
      name,
      version: '1',
      properties: [
        image,
        property('input', 'application', 'string', { mandatory: true }),
        property('k', 'application', 'int', { mandatory: false, defaultValue: k, minValue: 1, maxValue: 9 }),
      ],
    }),
  );
};

beforeAll(async () => {
  await new Promise<void>((ready) => kubelet.listen(0, '127.0.0.1', ready));
  definition('a', 2);
  definition('b', 2);
  const project = { name: 'one', inputs: ['a.json', 'b.json'], profiles: ['profile.yaml'], prune: true };
  writeFileSync(join(dir, 'alida-argo.yaml'), JSON.stringify(project));
  // TARGET is the built-in one: a label that no node has yet, and taints that it tolerates.
  const profile = {
    ...{ apiVersion: 'alida-argo/v1', kind: 'PlatformProfile', name: 'live', namespace },
    ...{ sparkClient: { image: 'registry.example/client:4.0.1' } },
  };
  writeFileSync(join(dir, 'profile.yaml'), JSON.stringify(profile));
});
afterAll(async () => {
  await api('DELETE', `/api/v1/namespaces/${namespace}`).catch(() => undefined);
  await api('DELETE', `/api/v1/nodes/${node}`).catch(() => undefined);
  await api('DELETE', `/api/v1/namespaces/argo-${namespace}`).catch(() => undefined);
  kubelet.close();
  kubelet.closeAllConnections();
  rmSync(dir, { recursive: true });
});

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly detail: string;
  readonly mend?: string;
}
const examined = async (): Promise<Finding[]> => {
  const { stderr, stdout } = await run('doctor', '--format', 'json');
  expect(`${stdout}${stderr}`).not.toContain(secret);
  expect(stderr).not.toContain('error[');
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
};

test('doctor names what is missing, and each command mends it', async () => {
  // What its commands call, and the files that they read.
  writeFileSync(
    join(dir, 'alida-argo'),
    `#!/bin/sh\nexec ${process.execPath} ${join(root, 'dist/alida-argo.cjs')} "$@"\n`,
  );
  chmodSync(join(dir, 'alida-argo'), 0o755);
  for (const key of ['token', 'access-key', 'secret-key']) writeFileSync(join(dir, key), secret);
  writeFileSync(join(dir, 'config.json'), '{"auths":{}}');
  const shell = { ...env, PATH: `${dir}:${cluster}:${env.PATH ?? ''}`, KUBECONFIG: join(cluster, 'admin.kubeconfig') };

  // Argo's controller is installed from the network: what doctor sees of it is put there.
  expect((await examined()).find(({ check }) => check === 'Argo Workflows')?.mend).toContain('install.yaml');
  const controllers = `/api/v1/namespaces/argo-${namespace}`;
  await api('POST', '/api/v1/namespaces', { metadata: { name: `argo-${namespace}` } });
  await api('POST', `${controllers}/serviceaccounts`, { metadata: { name: 'argo' } });
  await api('POST', `${controllers}/pods`, {
    metadata: { name: 'controller', labels: { app: 'workflow-controller' } },
    spec: {
      serviceAccountName: 'argo',
      containers: [{ name: 'c', image: 'quay.io/argoproj/workflow-controller:v4.0.5' }],
    },
  });
  await api('PATCH', `${controllers}/pods/controller/status`, { status: { phase: 'Running' } });
  // A node without the label, with a taint that nobody tolerates.
  await api('POST', '/api/v1/nodes', {
    metadata: { name: node },
    spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
  });
  // The API server taints what is not ready yet.
  await api('PATCH', `/api/v1/nodes/${node}`, {
    spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
  });
  await api('PATCH', `/api/v1/nodes/${node}/status`, {
    status: {
      allocatable: { cpu: '64', memory: '256Gi', pods: '10' },
      capacity: { cpu: '64', memory: '256Gi', pods: '10' },
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: (kubelet.address() as AddressInfo).port } },
    },
  });

  const seen = new Set<string>();
  let failed: Finding[] = [];
  for (let round = 0; round < 8; round++) {
    failed = (await examined()).filter(({ state }) => state !== 'ok');
    for (const { check } of failed) seen.add(check.replace(/ .*/, ''));
    const mends = new Map(failed.map(({ check, mend }) => [mend, check]));
    for (const [mend, check] of mends) {
      const { status, stderr } = spawnSync('bash', ['-c', mend ?? 'false'], { cwd: dir, env: shell, encoding: 'utf8' });
      expect([check, mend, status, stderr]).toEqual([check, mend, 0, expect.any(String)]);
    }
    if (round === 0) {
      // Only now is there a namespace to make narrow.
      await api('POST', `${base}/resourcequotas`, {
        metadata: { name: 'narrow' },
        spec: { hard: { 'requests.memory': '1Gi' } },
      });
      await api('PATCH', `/api/v1/namespaces/${namespace}`, {
        metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      });
      await api('POST', `${base}/secrets`, { metadata: { name: 'alida-minio' }, data: { 'access-key': btoa(secret) } });
      for (let tries = 0; tries < 50; tries++) {
        const quota = (await api('GET', `${base}/resourcequotas/narrow`)) as { status?: { hard?: object } };
        if (quota.status?.hard) break;
        await api('PATCH', `${base}/resourcequotas/narrow/status`, {
          status: { hard: { 'requests.memory': '1Gi' }, used: { 'requests.memory': '0' } },
        });
      }
    }
    if (failed.length === 0) break;
    // The quota's controller does not run here.
    const quota = (await api('GET', `${base}/resourcequotas/narrow`)) as { spec: { hard: object } };
    await api('PATCH', `${base}/resourcequotas/narrow/status`, { status: { hard: quota.spec.hard } });
  }
  expect(failed).toEqual([]);
  expect([...seen].sort()).toEqual(
    ['Secret', 'admission', 'namespace', 'nodes', 'permissions', 'pull', 'quota', 'service'].sort(),
  );
  expect((await run('doctor')).exit).toBe(0);
});

const templates = async (): Promise<string[]> => {
  const { items } = (await api('GET', `${argo}/workflowtemplates`)) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name).sort();
};

test('apply does what diff --live tells, nothing twice, and takes nothing from another one', async () => {
  const before = await run('diff', '--live');
  expect([before.exit, before.stdout]).toEqual([16, expect.stringContaining(`${namespace}/a`)]);
  const asked = await run('apply');
  expect([asked.exit, asked.stderr]).toEqual([2, expect.stringContaining('nobody to ask here')]);
  expect(await templates()).toEqual([]);
  expect((await run('apply', '--yes')).stderr).toContain('2 done, 0 unchanged');
  expect((await run('apply', '--yes')).stderr).toContain('0 done, 2 unchanged');
  expect((await run('diff', '--live')).exit).toBe(0);

  definition('a', 3);
  const changed = await run('diff', '--live');
  expect(changed.stderr).not.toContain('error[');
  expect([changed.exit, changed.stdout]).toEqual([16, expect.stringMatching(/k.* 2 → 3/)]);
  expect((await run('apply', '--yes')).stderr).toContain(`${namespace}/a: changed`);

  const kubectl = spawnSync(
    join(cluster, 'kubectl'),
    ['-n', namespace, 'apply', '--server-side', '--force-conflicts', '-f', '-', ...admin],
    {
      input: JSON.stringify({
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate', metadata: { name: 'a', namespace } },
        spec: { serviceAccountName: 'theirs' },
      }),
      encoding: 'utf8',
    },
  );
  expect(kubectl.status).toBe(0);
  const conflict = await run('apply', '--yes');
  expect([conflict.exit, conflict.stderr]).toEqual([1, expect.stringContaining('error[field-conflict]')]);
  expect((await run('apply', '--yes', '--force-conflicts')).stderr).toContain(`${namespace}/a: changed`);
});

test('apply --prune deletes what is the project’s own and nothing else', async () => {
  const project = JSON.parse(readFileSync(join(dir, 'alida-argo.yaml'), 'utf8')) as object;
  writeFileSync(join(dir, 'alida-argo.yaml'), JSON.stringify({ ...project, name: 'two', inputs: ['b.json'] }));
  expect((await run('apply', '--yes', '--force-conflicts')).stderr).not.toContain('deleted');
  writeFileSync(join(dir, 'alida-argo.yaml'), JSON.stringify({ ...project, inputs: ['b.json'] }));
  expect((await run('apply', '--yes', '--force-conflicts')).stderr).toContain(`${namespace}/a: deleted`);
  expect(await templates()).toEqual(['b']);
});

/** Plays Argo's controller for the next Workflow: a pod that logs, then the phase and the resolver's verdict. */
const play = async (phase: string, exitCode: string): Promise<void> => {
  const known = new Set<string>();
  const list = async (): Promise<string[]> =>
    ((await api('GET', `${argo}/workflows`)) as { items: { metadata: { name: string } }[] }).items.map(
      ({ metadata }) => metadata.name,
    );
  for (const name of await list()) known.add(name);
  let name: string | undefined;
  while (name === undefined) {
    await sleep(100);
    name = (await list()).find((one) => !known.has(one));
  }
  const pod = `${name}-pod`;
  await api('POST', `${base}/pods`, {
    metadata: {
      name: pod,
      labels: { 'workflows.argoproj.io/workflow': name, 'alida.io/role': 'spark-client' },
    },
    spec: {
      nodeName: node,
      serviceAccountName: 'argo-workflow',
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name: 'main', image: 'r', resources: { requests: { memory: '1Mi' } } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });
  const state = { running: { startedAt: new Date().toISOString() } };
  const main = { name: 'main', image: 'r', imageID: '', ready: true, restartCount: 0, state };
  await api('PATCH', `${base}/pods/${pod}/status`, { status: { phase: 'Running', containerStatuses: [main] } });
  const patch = (status: object) =>
    spawnSync(
      join(cluster, 'kubectl'),
      [...admin, '-n', namespace, 'patch', 'workflow', name, '--type=merge', '-p', JSON.stringify({ status })],
      { encoding: 'utf8' },
    );
  expect(patch({ phase: 'Running' }).status).toBe(0);
  await sleep(3000);
  const outputs = {
    parameters: [
      { name: 'exit-code', value: exitCode },
      { name: 'reason', value: 'Error' },
    ],
  };
  const nodes = {
    n: { id: 'n', name: 'n', displayName: 'resolve', type: 'Pod', phase, startedAt: null, finishedAt: null, outputs },
  };
  expect(patch({ phase, nodes, startedAt: null, finishedAt: null }).status).toBe(0);
};

test('submit checks values as the metamodel says', async () => {
  const wrong = await run('submit', 'b', '-p', 'input=x', '-p', 'k=ten');
  expect([wrong.exit, wrong.stderr]).toEqual([1, expect.stringContaining('-p k:1:1: error[value-not-of-type]')]);
  expect((await run('submit', 'b', '-p', 'input=x', '-p', 'k=12')).stderr).toContain('error[out-of-range]');
  expect((await run('submit', 'b')).stderr).toContain('-p input=…');
  expect((await run('submit', 'b', '-p', 'imput=x')).stderr).toContain('did you mean input?');
  expect((await run('submit', 'bb')).exit).toBe(2);
});

test('submit shows the program’s log and ends as the program', async () => {
  const [failed] = await Promise.all([run('submit', 'b', '-p', 'input=x', '-p', 'k=4'), play('Failed', '3')]);
  expect(failed.stderr).toContain('exit code 3');
  expect([failed.exit, failed.stdout]).toEqual([3, 'the program speaks\n']);
  const [fine] = await Promise.all([run('submit', 'b', '-p', 'input=x', '--output', 'json'), play('Succeeded', '0')]);
  expect(fine.exit).toBe(0);
  expect(JSON.parse(fine.stdout)).toMatchObject({ phase: 'Succeeded', exitCode: 0, namespace });
  expect(fine.stderr).toContain('the program speaks');
});

test('submit leaves a run, or stops it, when it is interrupted', async () => {
  const command = [process.execPath, join(root, 'dist/alida-argo.cjs'), 'submit', 'b', '-p', 'input=x', ...admin];
  const interrupted = async (answer: string): Promise<string> => {
    const terminal = spawn('script', ['-qec', command.join(' '), '/dev/null'], { cwd: dir, env });
    let shown = '';
    let state = 0;
    terminal.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (state === 0 && shown.includes(': submitted')) {
        state = 1;
        setTimeout(() => terminal.stdin.write('\u0003'), 1500);
      } else if (state === 1 && shown.includes('[leave]')) {
        state = 2;
        terminal.stdin.write(`${answer}\r`);
        if (answer !== 'leave') setTimeout(() => terminal.kill(), 5000);
      }
    });
    await new Promise((resolve) => terminal.on('close', resolve));
    return shown;
  };
  expect(await interrupted('leave')).toContain('left: it goes on as');
  await interrupted('stop');
  const { items } = (await api('GET', `${argo}/workflows`)) as { items: { spec: { shutdown?: string } }[] };
  expect(items.filter(({ spec }) => spec.shutdown === 'Stop')).toHaveLength(1);
});

test('serve --runs shows what runs by the rights of deploy/runs.yaml, which are no more than that takes', async () => {
  const kubectl = (...args: string[]) =>
    spawnSync(join(cluster, 'kubectl'), ['-n', namespace, ...args], { encoding: 'utf8' });
  expect(kubectl('apply', '-f', join(root, 'deploy/runs.yaml'), ...admin).status).toBe(0);
  // Argo's controller does it.
  expect(kubectl('label', 'workflows', '--all', 'alida.io/service=b', ...admin).status).toBe(0);
  const own = ['--kubeconfig', await kubeconfigOf(namespace, 'alida-argo-runs', join(dir, 'runs'))];
  const token = 'of-the-hook';
  const profile = ['--profile', join(dir, 'profile.yaml')];
  const hook = await serving(join(root, 'dist/alida-argo.cjs'), token, '--runs', ...profile, ...own);
  const ask = (path = ''): Promise<Response> =>
    fetch(`${hook.url}/v1/runs${path}`, { headers: { authorization: `Bearer ${token}` } });
  const log = async (): Promise<string> => (await ask(`/${name}/log`)).text();
  let name = '';
  try {
    const answer = await ask();
    expect(answer.status).toBe(200);
    const { runs } = (await answer.json()) as { runs: { name: string; phase: string; exitCode?: number }[] };
    expect(runs.map(({ exitCode, phase }) => [phase, exitCode])).toEqual(
      expect.arrayContaining([
        ['Failed', 3],
        ['Succeeded', 0],
      ]),
    );
    name = runs.find(({ phase }) => phase === 'Failed')?.name ?? '';
    expect(((await (await ask(`/${name}`)).json()) as { status: { phase: string } }).status.phase).toBe('Failed');
    expect(await log()).toBe('the program speaks\n');

    for (const more of [
      ['get', 'secrets'],
      ['get', 'secret', 'alida-minio'],
      ['get', 'workflows', '-n', 'default'],
      ['get', 'workflowtemplates'],
      ['delete', 'workflow', name],
      ['label', 'workflow', name, 'a=b'],
      ['delete', 'pod', `${name}-pod`],
      ['create', 'configmap', 'a'],
      ['create', 'token', 'alida-argo-runs'],
    ]) {
      const { status, stderr } = kubectl(...more, ...own);
      expect([more, status, stderr]).toEqual([more, 1, expect.stringMatching(/^error.*cannot|Forbidden/)]);
    }

    const rules = JSON.parse(kubectl('get', 'role', 'alida-argo-runs', '-o', 'json', ...admin).stdout) as {
      rules: object[];
    };
    const allow = (some: object[]): void => {
      const patch = JSON.stringify({ rules: some });
      expect(kubectl('patch', 'role', 'alida-argo-runs', '--type=merge', '-p', patch, ...admin).status).toBe(0);
    };
    allow(rules.rules.slice(0, 2));
    await expect.poll(log, { timeout: 20_000 }).toMatch(/^the driver's log .*pods\/log/);
    allow([]);
    const refused = async (): Promise<unknown> => {
      const { status } = await ask();
      return status;
    };
    await expect.poll(refused, { timeout: 20_000 }).toBe(502);
    const { detail } = (await (await ask()).json()) as { detail: string };
    expect(detail).toMatch(/answers 403: .*alida-argo-runs.* cannot list resource "workflows"/);
  } finally {
    await hook.stop();
  }
});

test('what whoever asks may not do is told as such', async () => {
  await api('POST', `${base}/serviceaccounts`, { metadata: { name: 'nobody' } });
  const kubeconfig = await kubeconfigOf(namespace, 'nobody', join(dir, 'nobody'));
  const refused = await runIn(['apply', '--yes', '--kubeconfig', kubeconfig], dir);
  expect([refused.exit, refused.stderr]).toEqual([1, expect.stringContaining('error[cluster-refuses]')]);
  const doctor = await runIn(['doctor', '--kubeconfig', kubeconfig], dir);
  expect(doctor.stdout).toContain('unknown');
});

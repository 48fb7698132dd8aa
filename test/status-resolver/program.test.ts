import { statSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { ownCodes } from '../../src/contract.js';
import { broken, type Exchange, fakeApiServer, list, over, refuse, type Script, watch } from './fake-api-server.js';
import { at, driver, ended, running, start as begin } from './pods.js';
import { bundle, type Run, start } from './program.js';

const required = ['--workflow-uid=wf-1', '--submission=abc', `--since=${at(0)}`, '--submit-status=Failed'];
const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

const serve = async (script: Script) => {
  const server = await fakeApiServer(script);
  closers.push(server.close);
  return server;
};

const against = async (script: Script, ...args: string[]): Promise<Run & { kinds: string; urls: string[] }> => {
  const server = await serve(script);
  const run = await start([...required, ...args], { KUBECONFIG: server.kubeconfig }).done;
  return {
    ...run,
    kinds: server.requests.map(({ kind }) => kind).join(' '),
    urls: server.requests.map(({ url }) => url),
  };
};

const modified = (object: unknown) => ({ type: 'MODIFIED', object });
const versioned = (pod: ReturnType<typeof running>, resourceVersion: string) => ({
  ...pod,
  metadata: { ...pod.metadata, resourceVersion },
});

describe.concurrent('the program', () => {
  test('tells the outcome in files, in the termination log, on stdout and by its exit code', async () => {
    const run = await against({ list: [list(ended(3))], watch: [watch()] });
    const sentence =
      'driver spark-1 failed with exit code 3; its log: kubectl logs -n alida spark-1 -c spark-kubernetes-driver';
    expect(run.exitCode).toBe(3);
    expect(run.outputs).toEqual({
      'exit-code': '3',
      phase: 'Failed',
      reason: 'Error',
      message: sentence,
      'started-at': at(10),
      'finished-at': at(20),
    });
    expect(run.terminationLog).toBe(sentence);
    expect(run.stdout).toBe(`Error: ${sentence}\n`);
  });

  test('tells where the history server has a driver that has run', async () => {
    const url = 'https://history.example/history/spark-1/jobs/';
    const linked = (pod: ReturnType<typeof driver>) => ({
      ...pod,
      metadata: { ...pod.metadata, annotations: { 'alida.io/history': url } },
    });
    const run = await against({ list: [list(linked(ended(0)))], watch: [watch()] });
    expect(run.outputs).toMatchObject({ 'exit-code': '0', history: url });
    expect(run.stdout).toContain(`its history: ${url}\n`);
    const pending = linked(driver({ status: { reason: 'Evicted', phase: 'Failed' } }));
    expect((await against({ list: [list(pending)], watch: [watch()] })).outputs).not.toHaveProperty('history');
  });

  test('asks for the submission in its namespace, and for nothing else', async () => {
    const run = await against({ list: [list(running())], watch: [watch(modified(ended(0)))] }, '--namespace=other');
    expect(run.exitCode).toBe(0);
    const labels =
      'labelSelector=alida.io%2Fworkflow-uid%3Dwf-1%2Calida.io%2Fsubmission%3Dabc%2Cspark-role%21%3Dexecutor';
    expect(run.urls).toEqual([
      `/api/v1/namespaces/other/pods?${labels}`,
      `/api/v1/namespaces/other/pods?${labels}&watch=true&allowWatchBookmarks=true&resourceVersion=100&timeoutSeconds=240`,
    ]);
  });

  test.each<[string, Script, string, RegExp?]>([
    [
      'a 410 in the watch',
      {
        list: [list(running())],
        watch: [watch({ type: 'ERROR', object: { code: 410, message: 'too old' } }), watch(modified(ended(5)))],
      },
      'list watch list watch',
      /410 too old/,
    ],
    [
      'a 410 for the watch',
      { list: [list(running()), list(ended(5))], watch: [refuse(410, 'Gone')] },
      'list watch list',
    ],
    ['a dropped connection', { list: [list(running()), list(ended(5))], watch: [broken] }, 'list watch list'],
    [
      '500, 503 and 429',
      {
        list: [
          refuse(500, 'etcd'),
          refuse(503, 'starting'),
          refuse(429, 'slow', { 'retry-after': '1' }),
          list(running()),
        ],
        watch: [refuse(429, 'slow'), watch(modified(ended(5)))],
      },
      'list list list list watch list watch',
      /429 slow; trying again/,
    ],
    [
      'an answer that is no JSON',
      { list: [({ answer }) => answer.end('<html>'), list(ended(5))], watch: [watch()] },
      'list list',
    ],
    [
      'a watch that is over',
      {
        list: [list(running())],
        watch: [
          over(1_100, modified(versioned(running(), '101')), {
            type: 'BOOKMARK',
            object: { metadata: { resourceVersion: '107' } },
          }),
          ({ query, answer }) => {
            watch(modified(ended(query.get('resourceVersion') === '107' ? 5 : 99)))({ query, answer });
          },
        ],
      },
      'list watch watch',
    ],
    [
      'watches that are closed at once',
      { list: [list(running())], watch: [over(0), over(0), watch(modified(ended(5)))] },
      'list watch list watch list watch',
      /closed at once/,
    ],
    [
      'a driver that comes after the client was lost',
      { list: [list()], watch: [watch({ type: 'ADDED', object: running() }, modified(ended(5)))] },
      'list watch',
      /client was lost/,
    ],
    [
      'a newer attempt that appears',
      {
        list: [list(running())],
        watch: [
          watch(
            { type: 'ADDED', object: running({ name: 'spark-2', submitted: 9 }) },
            modified(ended(6)),
            modified(ended(5, {}, { name: 'spark-2', submitted: 9 })),
          ),
        ],
      },
      'list watch',
    ],
  ])('resumes after %s', async (_, script, kinds, says = /driver spark-/) => {
    const run = await against(script, '--submit-status=Error');
    // Last, beside a watch that nobody needs any more, of what the program died: its pod does not say.
    expect(run.exitCode).toBe(5);
    expect(run.kinds).toMatch(new RegExp(`^${kinds}( watch)? log$`));
    expect(run.stdout).toMatch(says);
  });

  test('honours Retry-After', async () => {
    const server = await serve({
      list: [refuse(429, 'slow', { 'retry-after': '1' }), list(ended(0))],
      watch: [watch()],
    });
    const run = await start(required, { KUBECONFIG: server.kubeconfig }).done;
    expect(run.exitCode).toBe(0);
    expect((server.requests[1]?.at ?? 0) - (server.requests[0]?.at ?? 0)).toBeGreaterThan(950);
  });

  test('a driver that is missing from a later list was deleted', async () => {
    const run = await against({ list: [list(running()), list()], watch: [broken] });
    expect(run).toMatchObject({
      exitCode: ownCodes.DriverDeleted,
      outputs: { reason: 'DriverDeleted', phase: 'Failed' },
    });
  });

  test.each<[string, Script, RegExp]>([
    [
      'list',
      { list: [refuse(403, 'User "u" cannot list resource "pods" in the namespace "alida"')], watch: [] },
      /cannot list resource "pods"/,
    ],
    [
      'watch',
      { list: [list(running())], watch: [refuse(403, 'User "u" cannot watch resource "pods"')] },
      /cannot watch resource "pods"/,
    ],
    ['log in', { list: [refuse(401, 'Unauthorized')], watch: [] }, /401.*Unauthorized/],
  ])('names the permission that is missing: %s', async (_, script, message) => {
    const run = await against(script, '--api-timeout=1');
    expect(run).toMatchObject({ exitCode: ownCodes.Forbidden, outputs: { reason: 'Forbidden', phase: 'Unknown' } });
    expect(run.terminationLog).toMatch(message);
  });

  test('a refusal that passes is no verdict: a starting API server does not know its roles yet', async () => {
    const run = await against({
      list: [refuse(403, 'role not found'), refuse(401, 'x'), list(ended(0))],
      watch: [watch()],
    });
    expect(run.exitCode).toBe(0);
  });

  test('gives up on an API server that is not there', async () => {
    const { kubeconfig, stop } = await serve({ list: [], watch: [] });
    stop();
    const run = await start([...required, '--api-timeout=1'], { KUBECONFIG: kubeconfig }).done;
    expect(run).toMatchObject({ exitCode: ownCodes.ApiUnreachable, outputs: { reason: 'ApiUnreachable' } });
    expect(run.terminationLog).toMatch(/could not be reached for 1 s: connect ECONNREFUSED/);
  });

  test('decides nothing on what it saw before the API server was lost', async () => {
    // A second old when it is asked for, however long the program took to start.
    const young = (exchange: Exchange): void => {
      list(driver({ created: (Date.now() - begin) / 1000 - 1 }))(exchange);
    };
    const run = await against(
      {
        list: [young, refuse(503, 'down'), refuse(503, 'down'), refuse(503, 'down'), list(ended(5))],
        watch: [broken],
      },
      '--pending-deadline=2',
    );
    expect(run.exitCode).toBe(5);
  });

  test("judges deadlines by the API server's clock and asks for the event that tells why", async () => {
    const hourAhead =
      (then: (exchange: Exchange) => void) =>
      (exchange: Exchange): void => {
        exchange.answer.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
        then(exchange);
      };
    const pod = driver({ created: Math.round((Date.now() + 3_600_000 - begin) / 1000) });
    const began = performance.now();
    const events = ({ answer, query }: Exchange): void => {
      const items = [
        { reason: 'FailedMount', message: 'MountVolume.SetUp failed: secret "ca" not found', lastTimestamp: at(2) },
        { reason: 'FailedMount', message: 'an older one', lastTimestamp: at(1) },
      ];
      answer.end(
        JSON.stringify({
          items: query.get('fieldSelector') === 'involvedObject.uid=uid-of-spark-1' ? items : [],
        }),
      );
    };
    const run = await against(
      { list: [hourAhead(list(pod))], watch: [hourAhead(watch())], events: [events] },
      '--pending-deadline=3',
    );
    expect(run).toMatchObject({ exitCode: ownCodes.PendingDeadlineExceeded, outputs: { phase: 'Pending' } });
    expect(run.terminationLog).toMatch(/allowed 3 s: FailedMount: .*secret "ca" not found$/);
    expect(performance.now() - began).toBeGreaterThan(1_500);
    expect(run.kinds).toBe('list watch events remove');
  });

  test('does without events that it may not read', async () => {
    const run = await against(
      { list: [list(driver())], watch: [watch()], events: [refuse(403, 'no')] },
      '--pending-deadline=1',
    );
    expect(run).toMatchObject({ exitCode: ownCodes.PendingDeadlineExceeded });
    expect(run.terminationLog).toMatch(/gives no reason/);
  });

  describe('an answer that is not what it ought to be', () => {
    const end = (terminated: unknown, phase = 'Failed') => {
      const pod = ended(0);
      return {
        ...pod,
        status: { phase, containerStatuses: [{ name: 'spark-kubernetes-driver', state: { terminated } }] },
      };
    };
    const startedAt = at(10);
    test.each<[string, unknown]>([
      ['null', end({ exitCode: null, startedAt })],
      ['a text', end({ exitCode: '0', startedAt })],
      ['nothing', end({ startedAt })],
      ['a list', end({ exitCode: [], startedAt })],
      ['false', end({ exitCode: false, startedAt })],
      ['a fraction', end({ exitCode: 0.5, startedAt })],
      ['null, of a pod that succeeded', end({ exitCode: null, startedAt }, 'Succeeded')],
    ])('an exit code that is %s is unknown', async (_, pod) => {
      const run = await against({ list: [list(pod as never)], watch: [] });
      expect(run).toMatchObject({ exitCode: ownCodes.Unknown, outputs: { reason: 'Unknown' } });
    });

    test.each<[string, unknown]>([
      [
        'null for lists and objects',
        { ...driver(), spec: null, status: { conditions: null, containerStatuses: null } },
      ],
      [
        'texts for objects',
        { ...driver(), spec: 'x', status: { phase: 7, containerStatuses: ['x', null, { state: 3 }] } },
      ],
      [
        'a state of null',
        { ...driver(), status: { containerStatuses: [{ name: 'spark-kubernetes-driver', state: null }] } },
      ],
    ])('%s is a pod that waits', async (_, pod) => {
      const run = await against({ list: [list(pod as never)], watch: [watch(modified(ended(5)))] });
      expect(run.exitCode).toBe(5);
    });

    test.each<[string, (exchange: Exchange) => void]>([
      ['null', ({ answer }) => answer.end('null')],
      ['a list of null', ({ answer }) => answer.end('{"metadata":{"resourceVersion":"1"},"items":[null]}')],
      [
        'pods without a name',
        ({ answer }) => answer.end('{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{}}]}'),
      ],
      ['a list without a version', ({ answer }) => answer.end('{"items":[]}')],
      ['a refusal whose message is no text', ({ answer }) => answer.writeHead(500).end('{"message":{"a":1}}')],
    ])('%s is asked for again', async (_, answer) => {
      const run = await against({ list: [answer, list(ended(5))], watch: [] });
      expect(run.exitCode).toBe(5);
    });

    const endless =
      (status: number) =>
      ({ answer }: Exchange): void => {
        answer.writeHead(status);
        const more = (): void => {
          while (!answer.destroyed && answer.write('x'.repeat(1 << 16)));
        };
        answer.on('drain', more);
        more();
      };
    test.each<[string, Script]>([
      ['list', { list: [endless(200), list(ended(5))], watch: [] }],
      ['watch', { list: [list(running()), list(ended(5))], watch: [endless(200)] }],
      ['refusal', { list: [endless(500), list(ended(5))], watch: [] }],
    ])('a body without end is cut off: a %s', async (_, script) => {
      const run = await against(script);
      expect(run.exitCode).toBe(5);
      expect(run.stdout).toMatch(/longer than 8 MiB; trying again/);
    });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops at once on %s', async (signal) => {
    const server = await serve({ list: [list(running())], watch: [watch()] });
    const program = start(required, { KUBECONFIG: server.kubeconfig });
    await program.says(/is running/);
    const sent = performance.now();
    program.child.kill(signal);
    const run = await program.done;
    expect(run).toMatchObject({ exitCode: 143, outputs: { reason: 'Stopped', 'exit-code': '143' } });
    expect(run.endedAt - sent).toBeLessThan(1_000);
  });

  test.each([
    [['--since=yesterday'], /--since=yesterday is not a time/],
    [['--submission='], /--submission is missing/],
    [['--pending-deadline=5m'], /not a number of seconds/],
    [['--no-such-option'], /no-such-option/],
  ])('refuses %s', async (args, message) => {
    const run = await start([...required, ...args]).done;
    expect(run).toMatchObject({ exitCode: ownCodes.InvalidArguments, outputs: { reason: 'InvalidArguments' } });
    expect(run.terminationLog).toMatch(message);
    expect(run.stderr).toMatch(/^usage:/);
  });

  test('an unusable configuration has its own code', async () => {
    const run = await start(required, { KUBECONFIG: '/nonexistent' }).done;
    expect(run).toMatchObject({ exitCode: ownCodes.InternalError, outputs: { reason: 'InternalError' } });
    expect(run.terminationLog).toMatch(/\/nonexistent/);
  });

  test('outputs that cannot be written do not change the exit code', async () => {
    const run = await against({ list: [list(ended(3))], watch: [] }, '--outputs=/dev/null/x');
    expect(run).toMatchObject({ exitCode: 3, outputs: {} });
    expect(run.stderr).toMatch(/\/dev\/null\/x/);
  });

  describe('cleanup', () => {
    const cleanup = async (script: Script, ...args: string[]) => {
      const server = await serve(script);
      const run = await start(['cleanup', '--workflow-uid=wf-1', ...args], { KUBECONFIG: server.kubeconfig }).done;
      return { ...run, urls: server.requests.map(({ kind, url }) => `${kind} ${url}`) };
    };
    const pods = [
      running({ name: 'runs' }),
      driver({ name: 'waits' }),
      ended(3, {}, { name: 'ended' }),
      running({ name: 'going', metadata: { deletionTimestamp: at(9) } }),
      driver({
        name: 'beside-a-sidecar',
        phase: 'Running',
        state: { terminated: { exitCode: 0 } },
        others: [{ name: 'istio-proxy', state: { running: {} } }],
      }),
    ];
    const done = refuse(200, '');

    test('deletes the drivers that have not ended, and no other', async () => {
      const run = await cleanup({ list: [list(...pods)], watch: [], remove: [done] });
      expect(run).toMatchObject({ exitCode: 0, outputs: {}, terminationLog: 'deleted runs, waits' });
      const selector = 'labelSelector=alida.io%2Fworkflow-uid%3Dwf-1%2Cspark-role%3Ddriver';
      expect(run.urls).toEqual([
        `list /api/v1/namespaces/alida/pods?${selector}`,
        'remove /api/v1/namespaces/alida/pods/runs?propagationPolicy=Background',
        'remove /api/v1/namespaces/alida/pods/waits?propagationPolicy=Background',
      ]);
    });

    test('has nothing to do', async () => {
      const run = await cleanup({ list: [list(ended(0))], watch: [] });
      expect(run).toMatchObject({ exitCode: 0, terminationLog: 'no driver was left running' });
    });

    test('goes on after 503, 429, a dropped connection and a driver that just went', async () => {
      const dropped = ({ answer }: Exchange): void => {
        answer.destroy();
      };
      const remove = [refuse(503, 'x'), refuse(429, 'x'), dropped, done, refuse(404, 'not found')];
      const run = await cleanup({ list: [refuse(500, 'x'), list(...pods)], watch: [], remove });
      expect(run).toMatchObject({ exitCode: 0, terminationLog: 'deleted runs, waits' });
    });

    test('names the permission that is missing', async () => {
      const remove = [refuse(403, 'User "u" cannot delete resource "pods"')];
      const run = await cleanup({ list: [list(...pods)], watch: [], remove }, '--api-timeout=1');
      expect(run.exitCode).toBe(ownCodes.Forbidden);
      expect(run.terminationLog).toMatch(/may not delete pods \(403\): User "u" cannot delete/);
    });

    test('knows no other command', async () => {
      const run = await start(['clean', ...required]).done;
      expect(run.exitCode).toBe(ownCodes.InvalidArguments);
    });
  });

  test('stays small', () => {
    expect(statSync(bundle).size).toBeLessThan(1_000_000);
  });
});

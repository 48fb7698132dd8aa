import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { argumentsOf, readValues, Refused, sparkSubmitCall } from '../src/submission.js';
import { plainArgument } from './arbitraries.js';

const attempt = {
  workflowName: 'wf',
  workflowUid: 'uid',
  submission: 'main',
  submittedAt: '1',
  service: 'k-means',
  namespace: 'alida',
  master: 'k8s://https://x',
  serviceAccount: 'runner',
  driver: 'spark-uid-42',
};
const usual = {
  'pod-template': 'apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: Never\n',
  'spark-submit-args': '--master=k8s://https://x\n--conf=spark.a=$b\nlocal:///main.py\n--fixed=$$\n',
  'run-time-args': '',
  'application-args': '',
};
const submit = (values: Readonly<Record<string, string>>, more: object = {}): ReturnType<typeof sparkSubmitCall> =>
  sparkSubmitCall(new Map(Object.entries({ ...usual, ...values })), { ...attempt, ...more });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const encoded = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${base64(value)}`)
    .join('\n');
const read = (text: string): Map<string, string> => readValues(String(text.length), [text]);

describe('the values of a run', () => {
  it('arrive in pieces', () => {
    const values = { a: 'x=ü\n', b: '', 'c-d_1': '\ufeff$$' };
    const text = encoded(values);
    expect(Object.fromEntries(readValues(String(text.length), [text.slice(0, 7), text.slice(7), '']))).toEqual(values);
  });

  it('are refused when they are more than was handed on, or hold a tag of Argo', () => {
    expect(() => readValues('500', ['a='])).toThrow('500 characters as base64, of which 2 came');
    expect(() => read('a=\nb={{=sprig.x}}')).toThrow('b did not arrive whole');
  });
});

describe('spark-submit', () => {
  it('is called with the baked options, the run-time settings, the program and its arguments', () => {
    const { conf, options, program } = submit({
      'run-time-args': [
        'spark.kubernetes.driverEnv.X=@x',
        'spark.kubernetes.driverEnv.EXECUTION_ID?=@execution-id',
        'spark.empty?=@empty',
        '--k=@k',
        '--empty=@empty',
        '--left-out?=@empty',
        '--asked?!=@k',
        'spark.kubernetes.driver.secretKeyRef.T?=@secret:token',
        'spark.kubernetes.driver.secretKeyRef.U?=@empty:token',
        'spark.memory?=@size+b',
        'spark.other?=@k+b',
      ].join('\n'),
      'application-args': '--more=1\n\n=\n',
      x: '$$',
      'execution-id': 'e-1',
      empty: '',
      k: '$(X) ü\n',
      secret: 'name',
      size: '512',
    });
    expect(program).toEqual([
      ...['local:///main.py', '--fixed=$$'],
      ...['--k=$(X) ü\n', '--empty=', '--asked?=$(X) ü\n', '--more=1', '='],
    ]);
    expect(Object.fromEntries(conf)).toMatchObject({
      'spark.a': '$b',
      'spark.kubernetes.driverEnv.X': '$$',
      'spark.kubernetes.driver.label.alida.io/execution-id': 'e-1',
      'spark.kubernetes.executor.label.alida.io/execution-id': 'e-1',
      'spark.kubernetes.driver.secretKeyRef.T': 'name:token',
      'spark.memory': '512b',
      'spark.other': '$(X) ü\n',
    });
    expect([...conf.keys()].filter((key) => /empty|secretKeyRef\.U/.test(key))).toEqual([]);
    expect(options).toContainEqual(['--master=k8s://https://x']);
  });

  it('is told no label that Kubernetes would refuse', () => {
    const args = 'spark.kubernetes.driverEnv.EXECUTION_ID?=@id';
    const { conf } = submit({ 'run-time-args': args, id: 'an id' });
    expect([...conf.keys()].filter((key) => key.endsWith('execution-id'))).toEqual([]);
  });

  it('gets dollar signs so that they survive the kubelet of driver and executors', () => {
    const call = submit({ 'run-time-args': 'spark.executorEnv.X=@x\n--k=@x', x: '$(Y)$$' });
    const args = argumentsOf(call);
    expect(args).toContain('spark.a=$b');
    expect(args).toContain('spark.executorEnv.X=$$(Y)$$$$');
    expect(args.slice(-3)).toEqual(['local:///main.py', '--fixed=$$$$', '--k=$$(Y)$$$$']);
  });

  it('gets any text as it was given', () => {
    fc.assert(
      fc.property(plainArgument(60), (text) => {
        const values = read(encoded({ ...usual, 'run-time-args': '--k=@k', k: text }));
        expect(argumentsOf(sparkSubmitCall(values, attempt)).at(-1)).toBe(`--k=${text.replaceAll('$', '$$$$')}`);
      }),
    );
  });

  it('gets a pod template of its own for the driver', () => {
    const { podTemplates } = submit({}, { runningDeadline: '7200' });
    const spec = { restartPolicy: 'Never' };
    expect(parse(podTemplates.executor)).toEqual({ apiVersion: 'v1', kind: 'Pod', spec });
    expect(parse(podTemplates.driver)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'wf', uid: 'uid' }],
      },
      spec: { activeDeadlineSeconds: 7200, ...spec },
    });
  });

  it.each([
    '--master=k8s://https://other',
    '--conf=spark.master=k8s://https://other',
    '--conf=spark.kubernetes.namespace=other',
    '--conf=spark.kubernetes.authenticate.driver.serviceAccountName=admin',
  ])('is not led astray by %s', (line) => {
    const args = argumentsOf(submit({ 'spark-submit-args': `${line}\n${usual['spark-submit-args']}` }));
    // Of two settings of one key, Spark takes the later one; so it does of options.
    const own = argumentsOf(submit({}));
    expect(args.slice(-own.length)).toEqual(own);
  });
});

describe('a run is refused', () => {
  const cases: Record<string, [Readonly<Record<string, string>>, string]> = {
    'without a parameter that run-time-args names': [{ 'run-time-args': '--k=@k' }, 'there is no parameter k'],
    'with a line that names none': [{ 'run-time-args': '--k=k' }, 'a line that is no TARGET=@PARAMETER: --k=k'],
    'with a NUL': [{ 'application-args': 'a\0b' }, 'application-args holds a control character'],
    'with a carriage return': [{ 'run-time-args': '--k=@k', k: 'a\r' }, 'k holds a control character'],
    'with a pod template that has metadata': [{ 'pod-template': 'metadata: {}\nspec:\n  a: 1\n' }, 'must be YAML'],
    'with a pod template without a spec': [{ 'pod-template': '' }, 'pod-template must be YAML'],
    'without a program': [{ 'spark-submit-args': '--master=k8s://x\n' }, 'names no program'],
    'without a cluster': [{ 'spark-submit-args': '--master=local\nx\n' }, 'must not hold --master=…'],
    'with an option that submits nothing': [
      { 'spark-submit-args': '--kill=x\n--master=k8s://x\nx\n' },
      'spark-submit-args must not hold --kill=…',
    ],
  };
  const lines = [
    '--deploy-mode=client',
    '--conf=spark.submit.deployMode=client',
    '--conf=spark.kubernetes.submission.waitAppCompletion=true',
    '--conf=spark.kubernetes.driver.pod.name=mine',
    '--conf=spark.kubernetes.executor.label.alida.io/workflow-uid=x',
    '--conf=k=v',
    ...['--properties-file=x', '--proxy-user=root', '--conf', '-c', '--name', '--verbose', '--status=x', '--help'],
  ];
  it.each(lines)('with spark-submit-args that hold %s', (line) => {
    expect(() => submit({ 'spark-submit-args': `${line}\n${usual['spark-submit-args']}` })).toThrow(
      /^spark-submit-args must not (hold|set) /,
    );
  });
  it('with run-time-args that set what is its own', () => {
    const target = 'spark.kubernetes.driver.pod.name';
    expect(() => submit({ 'run-time-args': `${target}=@k`, k: 'x' })).toThrow(`run-time-args must not set ${target}`);
    expect(() => submit({ 'run-time-args': 'k=@k', k: 'x' })).toThrow("no setting of Spark's");
  });
  it.each(Object.entries(cases))('%s', (_, [values, sentence]) => {
    expect(() => submit(values)).toThrow(Refused);
    expect(() => submit(values)).toThrow(sentence);
  });

  it('with a value beyond 128 KiB', () => {
    const call = submit({ 'run-time-args': '--k=@k', k: '$'.repeat(66_000) });
    expect(() => argumentsOf(call)).toThrow('--k is longer than an argument may be');
  });
});

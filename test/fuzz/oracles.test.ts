import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/index.js';
import { holds } from './holds.js';
import type { Numbers } from './inputs.js';
import { password, token } from './mutate.js';
import { check, type Oracle } from './oracles.js';
import { here, type Call, type Outcome } from './run.js';

// Of each thing that the fuzzer looks for, a sound outcome with one wrong thing in it: the fuzzer must say so.

const product = readFileSync('examples/churn-workflow/workflow-template.yaml', 'utf8');
const sound: Outcome = {
  exit: 0,
  stdout: product,
  stderr: '',
  diagnostics: [],
  inputs: new Map([['in/a.json', Buffer.from('{\n "a": 1}')]]),
  before: new Map([['victim.yaml', 'ours\n']]),
  after: new Map([['victim.yaml', 'ours\n']]),
};
const documents = (text: string): Call['documents'] => [{ kind: 'service', bytes: Buffer.from(text), tree: {} }];
const call: Call = { command: 'generate', documents: documents(`${token} ${password}`), switches: 0 };

/** The product with something else in it. */
function made(from: string, to: string, more = ''): Partial<Outcome> {
  expect(product).toContain(from);
  const stdout = product.replace(from, () => to) + more;
  // Readers of 1.1 are asked of one product in eight.
  return { stdout: more === '' ? stdout : stdout.padEnd(stdout.length + 8 - (stdout.length % 8), '#') };
}

const position = { line: 1, column: 1, offset: 0 };
/** Something told, and what it is told in. */
function told(change: Partial<Diagnostic>, place: Partial<Diagnostic['place']> = {}): Partial<Outcome> {
  const at = { file: 'in/a.json', pointer: '', start: position, end: position, lineText: '', ...place };
  const one = { code: 'unknown-field', severity: 'info', message: 'm', cause: 'c', remedy: 'r', place: at, ...change };
  return { diagnostics: [one as Diagnostic], stderr: `\n${at.file}:1:1: ${one.code}` };
}
const written = (path: string, text = 'x'): Partial<Outcome> => ({ after: new Map([...sound.before, [path, text]]) });

const main = '      podSpecPatch: "{\\"containers\\":[{\\"name\\":\\"main\\"';
const plants: Readonly<Record<Oracle, readonly Partial<Outcome>[]>> = {
  'the exit code': [{ exit: 3 }],
  'errors, and yet fine': [told({ severity: 'error' })],
  'not fine, and no error': [{ exit: 1, stdout: '' }],
  'a product in spite of errors': [{ exit: 1, stderr: 'error: x' }],
  'a control character on the terminal': [{ stderr: 'x\u001b[2J' }],
  'a code that the catalogue lacks': [told({ code: 'no-such-code' as Diagnostic['code'] })],
  'what is said': [told({ message: '' }), told({ remedy: 'write undefined' }), told({ message: '[object Object]' })],
  'a place in an unknown file': [told({}, { file: 'TARGET', end: { line: 1, column: 2, offset: 1 } })],
  'a place outside the file': [told({}, { end: { line: 1, column: 99, offset: 98 } })],
  'the wrong line or column': [told({}, { start: { line: 1, column: 3, offset: 2 }, end: { ...position, offset: 3 } })],
  'an edit outside the inputs': ['TARGET', 'in/a.json'].map((file) => ({
    ...told({ fix: { safe: true, edits: [{ file, start: position, end: { ...position, offset: 99 }, text: '' }] } }),
    stderr: `unknown-field "file": "${file}"`,
  })),
  'a credential is shown': [
    { stderr: token },
    { stdout: `${product}# ${password}\n` },
    written(`${here}/out/a.yaml`, `# ${token}`),
  ],
  'written in spite of errors': [{ exit: 1, stdout: '', stderr: 'error: x', ...written(`${here}/out/a.yaml`) }],
  'a path outside': [written('outer/a.yaml'), written(`${here}/out/../a.yaml`), written(`${here}/out/.git/hooks/a`)],
  deleted: [{ after: new Map() }],
  'what was made is no YAML': [{ stdout: 'a: b: c\n' }, { stdout: 'a: "\n' }],
  'YAML 1.1 and 1.2 differ': [made('value: "1000"', 'value: no', '#'), made('value: "1000"', 'value: 0o17', '#')],
  'no WorkflowTemplate': [made('kind: WorkflowTemplate', 'kind: Workflow')],
  'a name': [
    made('  name: churn-ingest', '  name: Churn'),
    made('  namespace: alida', '  namespace: ../x'),
    made('- name: source', '- name: a b'),
    made('- name: EXECUTION_ID', '- name: "1="'),
    made('- name: on-exit', '- name: on/exit'),
  ],
  'two of one name': [made('- name: since', '- name: source')],
  'the key of a label or an annotation': [made('alida.io/service: churn-ingest', 'a/b/c: churn-ingest')],
  'a label': [made('alida.io/service: churn-ingest', 'alida.io/service: a b')],
  'an unclosed tag': [made('{{tasks.submit.status}}', '{{tasks.submit.status')],
  'a tag of Argo': [
    made('{{tasks.submit.status}}', '{{pod.name}}'),
    made('{{tasks.submit.status}}', '{{=1+1}}'),
    made('sprig.sha1sum(node.name)', 'sprig.env(node.name)'),
    made('\\"--source=\\" + ', '\\"--source=\\" + sprig.env(\\"x\\") + '),
    made('title: churn-ingest', 'title: "{{workflow.serviceAccountName}}"'),
  ],
  'a tag of an unknown parameter': [made('{{inputs.parameters.submission}}', '{{inputs.parameters.other}}')],
  'a pod': [
    made('      securityContext:\n', '      hostNetwork: true\n      securityContext:\n'),
    made('        - name: run\n          emptyDir: {}', '        - name: run\n          hostPath: { path: / }'),
    made('allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'),
    made('                restartPolicy: Never', '                hostPID: true\n                restartPolicy: Never'),
  ],
  podSpecPatch: [
    made(main, '      podSpecPatch: "{\\"hostNetwork\\":true,\\"containers\\":[{\\"name\\":\\"main\\"'),
    made(main, `${main},\\"image\\":\\"evil\\"`),
    made('{\\"name\\":\\"alida-regcred\\"}', '{\\"name\\":\\"a\\",\\"x\\":1}'),
  ],
  'another service account': [made('      serviceAccountName: argo-workflow', '      serviceAccountName: admin')],
  'spark-submit-args: no line break at the end': [
    made('- name: spark-submit-args\n            default: |\n', '- name: spark-submit-args\n            default: |-\n'),
  ],
  'spark-submit-args: no program': [
    made('              local:///app/src/main/train.py\n', ''),
    made('--name=churn-train', '--name=churn-train\n              --deploy-mode=client'),
  ],
  'spark-submit-args: an option twice': [made('--name=churn-train', '--name=churn-train\n              --name=x')],
  'spark-submit-args: a character that ends a line': [made('--name=churn-train', '--name=churn\u2028train')],
  'spark-submit-args: a line that was injected': [
    made('--name=churn-train', '--name=churn-train\n              --class=pwned.Evil'),
  ],
  'spark-submit-args: not the platform’s': [
    made('executor.serviceAccountName=spark-executor', 'executor.serviceAccountName=admin'),
  ],
  'spark-submit-args: not permitted': [
    made('spark.driver.cores=2', 'spark.kubernetes.driver.volumes.hostPath.x.options.path=/'),
  ],
  'a member that was injected': [made('      affinity:\n', '      pwned: {}\n      affinity:\n')],
};

it('takes what is sound', () => {
  check(call, sound);
});

it.each(Object.entries(plants))('tells of %s', (oracle, outcomes) => {
  for (const outcome of outcomes) {
    expect(() => {
      check(call, { ...sound, ...outcome });
    }).toThrow(`${oracle}: `);
  }
});

it('tells of what is slow, thrown, another time another, and another in another order', async () => {
  const given: Numbers = { command: 'export', base: 10, profile: 0, mutations: [], cuts: [], form: 0, switches: 0, again: 0 }; // prettier-ignore
  let times = 0;
  const always: Outcome = { ...sound, inputs: new Map() };
  const runs = (outcomes: readonly Outcome[]) => () => Promise.resolve(outcomes[times++ % outcomes.length] ?? always);
  const other = { ...always, stdout: product.replace('churn-ingest', 'x') };
  await holds(given, runs([always]));
  await expect(holds(given, runs([always]), -1)).rejects.toThrow('slow');
  await expect(holds(given, () => Promise.reject(new Error('thrown')))).rejects.toThrow('thrown');
  times = 0;
  await expect(holds(given, runs([always, always, other, always]))).rejects.toThrow('not the same bytes twice');
  times = 0;
  await expect(holds(given, runs([always, always, always, other]))).rejects.toThrow('the order of members matters');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/platform.schema.json' with { type: 'json' };
import { overlaid } from '../../src/platform/index.js';
import { isDataKey, isDnsLabel, isDnsName, isEnvName, isImage } from '../../src/kubernetes.js';

// What a profile may say is what the finished manifest is held to: else a slip of the platform's would be told as ours.
const { dataKey, dnsLabel, dnsName } = schema.definitions;

describe('the profile’s schema takes the names that Kubernetes takes', () => {
  it.each<[string, { readonly pattern: string }, (text: string) => boolean]>([
    ['a key of a Secret', dataKey, isDataKey],
    ['a DNS label', dnsLabel, isDnsLabel],
    ['a DNS name', dnsName, isDnsName],
    ['a variable', schema.properties.secretEnv.propertyNames, isEnvName],
  ])('%s', (_, { pattern }, holds) => {
    const taken = new RegExp(pattern, 'u');
    const short = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_', '/', ':', '@', '\n', 'é', ' '),
      maxLength: 6,
    });
    const long = fc.integer({ min: 60, max: 1100 }).map((length) => 'a'.repeat(length));
    fc.assert(
      fc.property(fc.oneof(short, long), (text) => {
        expect(taken.test(text)).toBe(holds(text));
      }),
      { numRuns: 3000 },
    );
  });
});

// As github.com/distribution/reference, with which kubelets read it, judges them.
describe('an image is what a kubelet takes for one', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ...['a', 'a:1', 'a/b:1', 'Foo/b', 'localhost/b', 'r.example:5000/a/b-c__d.e:V1', '[::1]:5000/a', `a@${digest}`],
    ...[`a:1@${digest}`, 'a:5000', `r.example/${'c'.repeat(255)}`, 'c'.repeat(247)],
  ])('%s', (text) => {
    expect(isImage(text)).toBe(true);
  });
  it.each([
    ...[
      '',
      'A',
      'a/B',
      'A_b/c',
      'https://r.example/a:1',
      'a b',
      'a:',
      'a/',
      '/a',
      'a//b',
      'a..b',
      'a:1:2',
      'a@sha256:1',
    ],
    ...['a'.repeat(64), `r.example/${'c'.repeat(256)}`, 'c'.repeat(248), `a:${'x'.repeat(129)}`, 'a\n'],
  ])('%s is none', (text) => {
    expect(isImage(text)).toBe(false);
  });
});

it('a piece of a pod that is laid over nothing stays what it is', () => {
  const text = fc.string();
  const expression = fc.record({ key: text, operator: text, values: fc.array(text) }, { requiredKeys: ['key'] });
  const matchExpressions = fc.array(expression);
  const spec = fc.record({
    affinity: fc.record({
      nodeAffinity: fc.record({
        requiredDuringSchedulingIgnoredDuringExecution: fc.record({
          nodeSelectorTerms: fc.array(fc.record({ matchExpressions })),
        }),
      }),
    }),
    topologySpreadConstraints: fc.array(
      fc.record({ labelSelector: fc.record({ matchExpressions }) }, { requiredKeys: [] }),
    ),
    tolerations: fc.array(fc.record({ key: text, value: text }, { requiredKeys: [] })),
    containers: fc.array(
      fc.record({ name: text, envFrom: fc.array(fc.record({ prefix: text, secretRef: fc.record({ name: text }) })) }),
    ),
  });
  fc.assert(
    fc.property(spec, (piece) => {
      expect(overlaid('PodSpec', {}, piece)).toEqual(piece);
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../schemas/platform.schema.json' with { type: 'json' };
import { isDataKey, isDnsLabel, isDnsName, isEnvName, isImage } from '../src/kubernetes.js';

// What a profile may say is what the finished manifest is held to: else a slip of the platform's would be told as ours.
const { dataKey, dnsLabel, dnsName, image } = schema.definitions;

describe('the profile’s schema takes the names that Kubernetes takes', () => {
  it.each<[string, { readonly pattern: string }, (text: string) => boolean]>([
    ['a key of a Secret', dataKey, isDataKey],
    ['a DNS label', dnsLabel, isDnsLabel],
    ['a DNS name', dnsName, isDnsName],
    ['an image', image, isImage],
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

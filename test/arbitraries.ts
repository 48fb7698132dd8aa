import fc from 'fast-check';
import { credentialIn } from '../src/credentials/index.js';

/** Text that a program must receive byte for byte: no control characters but tab and newline. */
export const argument = (maxLength = 40): fc.Arbitrary<string> =>
  fc
    .string({
      unit: fc.oneof(
        { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) },
        { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
        {
          weight: 4,
          arbitrary: fc.constantFrom(
            '$',
            '$$',
            '$(X)',
            '${Y}',
            '\\',
            '"',
            "'",
            '`',
            '\n',
            '\t',
            ' ',
            '=',
            '{',
            '}',
            '{{x}}',
            '#',
            ': ',
            '- ',
            '%',
            '&nbsp',
            'ü',
            '🦆',
          ),
        },
      ),
      maxLength,
    })
    // eslint-disable-next-line no-control-regex -- what cannot arrive is what is left out
    .filter((text) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text) && text.isWellFormed());

/** The same without what Argo would take for a tag of its own. */
export const plainArgument = (maxLength?: number): fc.Arbitrary<string> =>
  argument(maxLength).filter((text) => !/\{\{(?!x\}\})/.test(text));

const key = fc
  .tuple(
    fc.constantFrom('input', 'output', 'k', 'max', 'Über', 'a', 'spec'),
    fc.nat({ max: 99 }),
    fc.constantFrom('-', '.', '_'),
  )
  .map(([word, number, joint]) => `${word}${joint}${number}`);

/** What may be baked into a manifest: nothing that a YAML reader takes for a line end. */
const baked = (maxLength: number): fc.Arbitrary<string> =>
  plainArgument(maxLength).map((text) => text.replaceAll(/[\u2028\u2029\ufffe\uffff]/g, ' '));

const line = baked(20).map((text) => text.replaceAll(/[\n\t]/g, ' '));

/** Not by chance what looks like one, such as `pw=x`. */
const isNoCredential = (text: string): boolean => credentialIn('description', text) === undefined;

const property = fc.record(
  {
    key,
    type: fc.constantFrom('application', 'static', 'Application', 'STATIC', 'resource', 'tuning'),
    valueType: fc.constantFrom('string', 'STRING'),
    mandatory: fc.boolean(),
    defaultValue: fc.oneof(line.filter(isNoCredential), fc.constant(null)),
    description: line.filter(isNoCredential),
    invisible: fc.boolean(),
  },
  { requiredKeys: ['key', 'type', 'valueType'] },
);

const sparkSettings = fc.uniqueArray(
  fc.oneof(
    fc.record({ key: fc.constant('spark.executor.instances'), defaultValue: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ key: fc.constant('spark.driver.memory'), defaultValue: fc.constantFrom('1g', '2048m', '3G', '6g') }),
    fc.record({ key: fc.constant('SPARK_EXECUTOR_MEMORY'), defaultValue: fc.constantFrom('2g', '5000m') }),
    fc.record({ key: fc.constant('spark.executor.memoryOverhead'), defaultValue: fc.constantFrom('1g', '700m', 512) }),
    fc.record({ key: fc.constant('pythonModule'), defaultValue: fc.constantFrom('main', 'jobs.count') }),
    fc.record({
      key: fc.constant('TARGET'),
      defaultValue: fc.constantFrom('{}', '{"tolerations":[{"operator":"Exists"}]}'),
    }),
  ),
  { selector: (setting) => setting.key },
);

/** A sound service definition. */
export const service: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      name: fc.stringMatching(/^[a-z][-a-zA-Z0-9 ]{0,30}$/),
      version: fc.constantFrom('1.0.1', '2', '0.0.1-rc.1'),
      description: baked(60).filter(isNoCredential),
      url: fc.constantFrom(
        'docker://registry.example/spark-client:4.0.1',
        'registry.example/c@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      ),
      properties: fc.uniqueArray(property, {
        maxLength: 8,
        selector: ({ key: k }) => k.replace(/[^-a-zA-Z0-9_]/g, '-'),
      }),
      settings: sparkSettings,
    },
    { requiredKeys: ['name', 'url', 'properties', 'settings'] },
  )
  .map(({ properties, settings, ...top }) => ({
    ...top,
    properties: [
      {
        key: 'spark.kubernetes.container.image',
        type: 'static',
        valueType: 'string',
        defaultValue: 'registry.example/a:1',
      },
      ...settings.map((setting) => ({ ...setting, type: 'static', valueType: 'string' })),
      ...properties.map((p) => (p.mandatory && p.type !== 'application' ? { ...p, mandatory: false } : p)),
    ],
  }));

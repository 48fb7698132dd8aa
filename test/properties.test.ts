import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  asYaml,
  compileService,
  defaultProfile,
  plan,
  readProfile,
  readSource,
  Report,
  type CompiledService,
  type CompiledSpark,
} from '../src/index.js';
import { argument, service } from './arbitraries.js';

const compile = (text: string): { compiled: CompiledService | undefined; report: Report } => {
  const report = new Report();
  const source = readSource('service', text, report);
  return { report, compiled: source && compileService(source, defaultProfile, report) };
};

const sound = (text: string): CompiledSpark => {
  const { compiled, report } = compile(text);
  if (!compiled?.spark)
    throw new Error(report.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return compiled;
};

const yaml = (text: string): string => asYaml(sound(text).products);

/** The same value with the members of every object in another order. */
function permuted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(permuted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, permuted(member)]),
  );
}

describe('every sound definition', () => {
  it('becomes the same bytes, reformatted, permuted, or as YAML', () => {
    fc.assert(
      fc.property(service, (definition) => {
        const text = yaml(JSON.stringify(definition));
        expect(yaml(JSON.stringify(definition, undefined, 7))).toBe(text);
        expect(yaml(JSON.stringify(permuted(definition)))).toBe(text);
        expect(yaml(stringify(definition))).toBe(text);
      }),
    );
  });

  it('becomes YAML that readers of 1.1 and 1.2 take for the same object', () => {
    fc.assert(
      fc.property(service, (definition) => {
        const { manifest, products } = sound(JSON.stringify(definition));
        expect(parse(asYaml(products), { version: '1.2' })).toEqual(manifest);
        expect(parse(asYaml(products), { version: '1.1' })).toEqual(manifest);
      }),
    );
  });

  it('becomes a pod template that reads as what it was made from', () => {
    fc.assert(
      fc.property(service, (definition) => {
        const compiled = sound(JSON.stringify(definition));
        expect(parse(plan(compiled).podTemplate)).toEqual(compiled.application.podTemplates.driver);
      }),
    );
  });
});

describe('every platform profile', () => {
  const selector = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'gpu', operator: 'Exists' }] }] };
  const target = {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: selector } },
    tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
  };
  const profile = {
    apiVersion: 'alida-argo/v1',
    kind: 'PlatformProfile',
    namespace: 'team',
    imagePullSecrets: ['a', 'b'],
    target,
    conf: { 'spark.task.cpus': 1, 'spark.driver.cores': 2, 'spark.app.name': 'y' },
    pod: {
      nodeSelector: { disk: 'ssd', arch: 'amd64' },
      volumes: [{ name: 'config', configMap: { name: 'config', items: [{ key: 'a', path: 'b' }], optional: true } }],
      volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }],
      securityContext: { runAsUser: 185, fsGroup: 185, seccompProfile: { type: 'RuntimeDefault' } },
    },
    secretEnv: { ZED: { secret: 'z', key: 'k' }, ALPHA: { secret: 'a', key: 'k', parameter: 'which' } },
    s3: {
      endpoint: 'http://minio:9000',
      buckets: {
        'b.c': { secret: 's', accessKey: 'a', secretKey: 'b' },
        'b-c': { secret: 't', secretKey: 'b', accessKey: 'a' },
      },
    },
    ttl: { afterFailure: 3, afterSuccess: 2 },
  };
  const image = { key: 'spark.kubernetes.container.image', type: 'static', valueType: 'string', defaultValue: 'a:1' };
  const made = (document: unknown, own?: unknown): string => {
    const report = new Report();
    const text = { key: 'TARGET', type: 'static', valueType: 'string', defaultValue: JSON.stringify(own) };
    const properties = own === undefined ? [image] : [image, text];
    const definition = JSON.stringify({ name: 'sample', url: 'registry.example/c:1', properties });
    const platform = readSource('profile', JSON.stringify(document), report);
    const read = platform && readProfile(platform, report);
    const source = readSource('service', definition, report);
    const compiled = source && read && compileService(source, read, report);
    if (!compiled?.spark)
      throw new Error(report.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
    // Of a text its hash remains.
    return asYaml(compiled.products).replace(/inputs-sha256: .*/, '');
  };

  it('gives the same bytes whatever the order of its members, or of those of TARGET', () => {
    expect(made(permuted(profile))).toBe(made(profile));
    expect(made(permuted(profile), permuted(target))).toBe(made(profile, target));
  });
});

describe('a value given at submit', () => {
  const definition = JSON.stringify({
    name: 'sample',
    url: 'registry.example/c:1',
    properties: [
      { key: 'spark.kubernetes.container.image', type: 'static', defaultValue: 'a:1', valueType: 'string' },
      { key: 'text', type: 'application', mandatory: true, valueType: 'string' },
      { key: 'more', type: 'application', mandatory: false, valueType: 'string' },
    ],
  });

  it('is planned as it will arrive', () => {
    const compiled = sound(definition);
    fc.assert(
      fc.property(argument(200), argument(), (text, more) => {
        const { argv } = plan(compiled, new Map(Object.entries({ text, more })));
        expect(argv.slice(argv.indexOf('local:///app/src/main/main.py') + 1)).toEqual([
          `--text=${text}`,
          ...(more === '' ? [] : [`--more=${more}`]),
        ]);
      }),
    );
  });
});

describe('any text at all', () => {
  it('is compiled or told of, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          service.map((s) => JSON.stringify(s).slice(0, -3)),
        ),
        (text) => {
          const { compiled, report } = compile(text);
          expect(compiled !== undefined || report.errors > 0).toBe(true);
        },
      ),
    );
  });

  it('in the place of any member is compiled or told of', () => {
    fc.assert(
      fc.property(service, fc.nat(), fc.jsonValue(), (definition, at, value) => {
        const members = Object.keys(definition);
        const changed = { ...definition, [members[at % members.length] ?? 'name']: value };
        const { compiled, report } = compile(JSON.stringify(changed));
        expect(compiled !== undefined || report.errors > 0).toBe(true);
      }),
    );
  });
});

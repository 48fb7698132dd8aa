import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileService, defaultProfile, readProfile, readSource, Report } from '../../src/index.js';
import { aliases, families } from '../../src/platform/families.js';
import type { PlatformProfile } from '../../src/platform/index.js';
import { keys } from '../../src/spark-keys/index.js';

const image = 'spark.kubernetes.container.image';
const kinds = ['static', 'resource', 'tuning', 'application'];

/** What is told of a service whose one property besides its image is this. */
function told(key: string, value: string | null, type: string, profile: PlatformProfile): Report {
  const report = new Report();
  const property = (name: string, defaultValue: string | null, kind: string): object => ({
    ...{ key: name, type: kind, valueType: 'string', mandatory: false, defaultValue },
  });
  const properties = [property(key, value, type)];
  if ((aliases.get(key) ?? key) !== image) properties.push(property(image, 'registry.example/a:1', 'static'));
  const definition = { name: 'sample', url: 'registry.example/c:1', properties };
  const source = readSource('service.json', JSON.stringify(definition), report);
  if (source) compileService(source, profile, report);
  return report;
}

const codes = (report: Report): string[] =>
  report.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);

function profileWith(members: object): PlatformProfile {
  const report = new Report();
  const document = { apiVersion: 'alida-argo/v1', kind: 'PlatformProfile', ...members };
  const source = readSource('profile.json', JSON.stringify(document), report);
  const profile = source && readProfile(source, report);
  if (!profile) throw new Error(JSON.stringify(report.diagnostics));
  return profile;
}

const any = (pattern: string): string => pattern.replaceAll('*', 'x');
const restricted = families
  .filter(({ permission }) => permission !== 'allow')
  .flatMap((family) => family.keys.map(any));

it('keeps for the platform what is the platform’s, whatever kind of property asks for it', () => {
  for (const key of [
    ...restricted,
    'EXECUTION_ID',
    'spark.executorEnv.OWNER_ID',
    'spark.kubernetes.driverEnv.HASH_TOKEN',
  ]) {
    for (const type of kinds) {
      expect([key, type, codes(told(key, 'k8s://elsewhere', type, defaultProfile))]).toEqual([
        key,
        type,
        [expect.stringMatching(/^(not-permitted|credential-in-plain-text)$/)],
      ]);
    }
  }
});

it('locks every key that Spark has, by each of its names', () => {
  const names = [...keys()].filter((key) => key.startsWith('spark.kubernetes.') || key.length % 7 === 0);
  fc.assert(
    fc.property(fc.constantFrom(...names, ...aliases.keys()), fc.constantFrom(...kinds), (name, type) => {
      const key = aliases.get(name) ?? name;
      const others = [...aliases].flatMap(([alias, meant]) => (meant === key ? [alias] : []));
      for (const rule of [key, ...others]) {
        const profile = profileWith({ locked: [rule] });
        for (const set of [key, ...others]) expect(codes(told(set, '1', type, profile))).toContain('locked-key');
      }
    }),
    { numRuns: 60 },
  );
});

it.each([
  ['spark.kubernetes.memoryOverheadFactor', 'spark.driver.memoryOverheadFactor'],
  ['spark.driver.extraJavaOptions', 'spark.driver.defaultJavaOptions'],
  ['spark.excludeOnFailure.enabled', 'spark.blacklist.enabled'],
  ['spark.kerberos.access.hadoopFileSystems', 'spark.yarn.access.hadoopFileSystems'],
])('locks with %s what comes to the same, %s', (rule, key) => {
  expect(codes(told(key, '1', 'static', profileWith({ locked: [rule] })))).toContain('locked-key');
});

it('takes the line that a refusal names', () => {
  for (const key of restricted) {
    for (const value of ['k8s://elsewhere', null]) {
      const [refusal] = told(key, value, 'tuning', defaultProfile).diagnostics;
      if (refusal?.code !== 'not-permitted') continue;
      const line = /policy: \{.*\}$/.exec(refusal.remedy)?.[0];
      const profile = profileWith(readSource('line.yaml', line ?? '', new Report())?.value as object);
      expect(codes(told(key, value, 'tuning', profile))).not.toContain('not-permitted');
    }
  }
});

it('ignores what the client sets itself, and says so', () => {
  for (const key of [
    'spark.submit.deployMode',
    'spark.kubernetes.driver.pod.name',
    'spark.kubernetes.driverEnv.NAMESPACE',
  ]) {
    for (const type of kinds) {
      expect(told(key, 'x', type, defaultProfile).diagnostics.map(({ code }) => code)).toEqual(['owned-key']);
    }
  }
});

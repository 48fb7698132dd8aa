import { describe, expect, it } from 'vitest';
import { Report } from '../../../src/diagnostics/index.js';
import { checkConf } from '../../../src/spark/rules/index.js';
import { bucketCredentials, s3aEndpoint } from '../../../src/spark/s3a.js';
import { at } from './place.js';

const said = (name: string, value: string): string[] => {
  const report = new Report();
  expect(checkConf(`spark.hadoop.fs.s3a.${name}`, value, at, report)).toBe('keep');
  return report.diagnostics.map((d) => `${d.code}: ${d.message.replace('spark.hadoop.fs.s3a.', '')}; ${d.remedy}`);
};

describe('S3A settings', () => {
  it.each([
    ['threads.keepalivetime', '60'],
    ['multipart.purge.age', '86400'],
    ['assumed.role.session.duration', '1800'],
    ['connection.timeout', '60000'],
    ['connection.timeout', '0'],
    ['retry.interval', '500'],
    ['connection.request.timeout', '30s'],
    ['multipart.size', '64M'],
    ['path.style.access', 'true'],
    ['endpoint', 'http://minio.alida:9000'],
    ['bucket.my.own.bucket.endpoint', 'https://s3.example.org'],
    ['bucket.probe', '0'],
    ['access.key', '${env.KEY}'],
  ])('says nothing about %s=%s', (name, value) => {
    expect(said(name, value)).toEqual([]);
  });

  it.each([
    [
      'threads.keepalivetime',
      '60000',
      's3a-time-unit: threads.keepalivetime: 60000 is 16 h 40 min: this key counts seconds; write 60',
    ],
    [
      'multipart.purge.age',
      '86400000',
      's3a-time-unit: multipart.purge.age: 86400000 is 1000 days: this key counts seconds; write 86400',
    ],
    [
      'assumed.role.session.duration',
      '1800000',
      's3a-time-unit: assumed.role.session.duration: 1800000 is 20 days 20 h: this key counts seconds; write 1800',
    ],
    [
      'connection.timeout',
      '60',
      's3a-time-unit: connection.timeout: 60 is 60 ms: this key counts milliseconds; write 60000',
    ],
    [
      'bucket.data.connection.ttl',
      '300',
      's3a-time-unit: bucket.data.connection.ttl: 300 is 300 ms: this key counts milliseconds; write 300000',
    ],
    [
      'threads.keepalivetime',
      '60s',
      's3a-time-suffix: threads.keepalivetime is "60s"; written bare, this key counts seconds; write 60',
    ],
    [
      'connection.ttl',
      '5m',
      's3a-time-suffix: connection.ttl is "5m"; written bare, this key counts milliseconds; write 300000',
    ],
    [
      'connection.request.timeout',
      '30',
      's3a-time-ambiguous: connection.request.timeout: 30 is seconds in hadoop-aws 3.3 and milliseconds in 3.4; write the unit: 30s, 500ms',
    ],
    [
      'multipart.size',
      '64MB',
      'spark-value: multipart.size cannot be "64MB": it takes a whole number of bytes with one of the suffixes K, M, G, T, P; write 64M',
    ],
    [
      'connection.maximum',
      '2 hundred',
      'spark-value: connection.maximum cannot be "2 hundred": it takes a whole number; write a whole number',
    ],
    [
      'path.style.access',
      'yes',
      'spark-value: path.style.access cannot be "yes": it takes true or false; write true or false',
    ],
    [
      'endpoint',
      's3a://bucket/x',
      'spark-value: endpoint cannot be "s3a://bucket/x": it takes HOST, HOST:PORT or a URL of these with http:// or https://; write HOST, HOST:PORT or a URL of these with http:// or https://',
    ],
    [
      'pathstyle.access',
      'true',
      'unknown-s3a-key: hadoop-aws 3.4 reads no key fs.s3a.pathstyle.access; write spark.hadoop.fs.s3a.path.style.access',
    ],
    [
      'bucket.data.acces.key',
      '${env.K}',
      'unknown-s3a-key: hadoop-aws 3.4 reads no key fs.s3a.bucket.data.acces.key; write spark.hadoop.fs.s3a.bucket.data.access.key',
    ],
  ])('tells of %s=%s', (name, value, expected) => {
    expect(said(name, value)).toEqual([expected]);
  });
});

describe('s3aEndpoint', () => {
  it.each([
    ['http://minio:9000', {}, 'http://minio:9000', 'false'],
    ['https://minio.example.org/', {}, 'https://minio.example.org', 'true'],
    ['minio:9000', {}, 'http://minio:9000', 'false'],
    ['minio:9000', { tls: true }, 'https://minio:9000', 'true'],
  ])('%s %o', (url, options, endpoint, tls) => {
    expect(Object.fromEntries(s3aEndpoint(url, options))).toEqual({
      'spark.hadoop.fs.s3a.endpoint': endpoint,
      'spark.hadoop.fs.s3a.connection.ssl.enabled': tls,
      'spark.hadoop.fs.s3a.path.style.access': 'true',
    });
  });

  it('can be one bucket’s, with a region', () => {
    expect([...s3aEndpoint('http://m', { bucket: 'b', region: 'eu-1' }).keys()]).toEqual([
      'spark.hadoop.fs.s3a.bucket.b.endpoint',
      'spark.hadoop.fs.s3a.bucket.b.endpoint.region',
      'spark.hadoop.fs.s3a.bucket.b.connection.ssl.enabled',
      'spark.hadoop.fs.s3a.bucket.b.path.style.access',
    ]);
  });
});

describe('bucketCredentials', () => {
  it('hands each bucket its own, by reference, under names that never meet', () => {
    const secret = { accessKey: 'a', secretKey: 's' };
    const conf = bucketCredentials(
      new Map([
        ['a-b', { secret: 'one', ...secret }],
        ['a.b', { secret: 'two', ...secret }],
      ]),
    );
    expect(Object.fromEntries([...conf].filter(([key]) => !key.includes('.executor.')))).toEqual({
      'spark.hadoop.fs.s3a.bucket.a-b.access.key': '${env.S3A_A_B_ACCESS_KEY}',
      'spark.kubernetes.driver.secretKeyRef.S3A_A_B_ACCESS_KEY': 'one:a',
      'spark.hadoop.fs.s3a.bucket.a-b.secret.key': '${env.S3A_A_B_SECRET_KEY}',
      'spark.kubernetes.driver.secretKeyRef.S3A_A_B_SECRET_KEY': 'one:s',
      'spark.hadoop.fs.s3a.bucket.a.b.access.key': '${env.S3A_A_B__ACCESS_KEY}',
      'spark.kubernetes.driver.secretKeyRef.S3A_A_B__ACCESS_KEY': 'two:a',
      'spark.hadoop.fs.s3a.bucket.a.b.secret.key': '${env.S3A_A_B__SECRET_KEY}',
      'spark.kubernetes.driver.secretKeyRef.S3A_A_B__SECRET_KEY': 'two:s',
    });
    const report = new Report();
    for (const [key, value] of conf) checkConf(key, value, at, report);
    expect(report.diagnostics).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { credentialIn } from '../../src/credentials/index.js';

// Made up, and put together here so that no scanner takes them for real ones.
const awsId = `AKIAIOSFODNN7EXAMPLE`;
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'c2lnbmF0dXJlMTIz'].join('.');

describe('credentialIn', () => {
  it.each([
    ['spark.hadoop.fs.s3a.access.key', 'minioadmin', 'its key says secret key'],
    ['spark.hadoop.fs.s3a.secret.key', 'minio123', 'its key says secret key'],
    ['input-dataset.minIO_SECRET_KEY', 'minio123', 'its key says secret key'],
    ['go_manager.minIO_ACCESS_KEY', 'alida', 'its key says secret key'],
    ['spark.kubernetes.driverEnv.HASH_TOKEN', 'd41d8cd98f00b204', 'its key says token'],
    ['HASH_TOKEN', 'd41d8cd98f00b204', 'its key says token'],
    ['spark.kubernetes.driverEnv.AWS_SECRET_ACCESS_KEY', 'abcdefgh', 'its key says secret key'],
    ['spark.hadoop.fs.azure.account.key.x', 'AccountKey=abcdefghijkl', 'its key says secret key'],
    ['spark.ssl.keyStorePassword', 'changeit', 'its key says password'],
    ['dbPassword', 'x', 'its key says password'],
    ['api-key', '0123456789', 'its key says secret key'],
    ['client.secret', 's3cr3t', 'its key says secret'],
    ['anything', awsId, 'a token (aws-access-token)'],
    ['anything', `x ${jwt} y`, 'a JSON Web Token'],
    ['url', 'postgresql://user:pa55@db/x', 'a password in a URL'],
    ['jdbc', 'jdbc:postgresql://db/x?user=a&password=b', 'its key says password'],
    ['header', 'Authorization: Bearer 0123456789abcdef0123', 'an authorization header'],
    ['spark.hadoop.fs.azure.account.key.store.dfs.core.windows.net', 'bm90aGluZw==', 'its key says secret key'],
    ['secret-key', '/abcdefghijklmnopqrstuvwxyz+ABCDEFGHIJKL', 'its key says secret key'],
    ['password', 'my.pass.word', 'its key says password'],
    ['spark.driver.extraJavaOptions', '-Da=1 -Djavax.net.ssl.trustStorePassword=changeit', 'its key says password'],
    ['application-args', 'run\n--api-key\nabcdef\nx', 'its key says secret key'],
    ['options', '{"user": "a", "auth": {"password": "b"}}', 'its key says password'],
    ['command', "curl --user a DB_PASSWORD='x'", 'its key says password'],
    ['sas', 'https://store/x?sv=1&sig=abcdefghijklmnopqrstuvwxyz', 'a password in a connection string'],
    ['token-of', 'hf_abcdefghijklmnopqrstuvwxyzABCD', 'a token (huggingface-access-token)'],
    ['AWS_SECRET_ACESS_KEY', 'Zx9Kp2Lq8Wv4Rt6Y', 'its key says secret key'],
    ['spark.hadoop.fs.s3a.secret.kye', 'Zx9Kp2Lq8Wv4Rt6Y', 'its key says secret key'],
    ['db.passwrod', 'Zx9Kp2Lq', 'its key says password'],
    ['db.pasword', 'Zx9Kp2Lq', 'its key says password'],
    ['client_secert', 'Zx9Kp2Lq8Wv4Rt6Y', 'its key says secret'],
    ['note', '-----BEGIN RSA PRIVATE KEY-----\nMII', 'a private key'],
  ])('finds %s=%s', (key, value, rule) => {
    expect(credentialIn(key, value)).toMatchObject({ rule });
  });

  it.each([
    ['spark.kubernetes.driver.secretKeyRef.HASH_TOKEN', 'alida-hash-token:token'],
    ['spark.kubernetes.driver.secrets.password', '/etc/secrets'],
    ['spark.kubernetes.container.image.pullSecrets', 'alida-regcred'],
    ['spark.security.credentials.hive.enabled', 'false'],
    ['spark.hadoop.fs.s3a.aws.credentials.provider', 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider'],
    ['spark.hadoop.fs.s3a.secret.key', '${env.S3A_SECRET_KEY}'],
    ['spark.hadoop.fs.s3a.secret.key', '{{inputs.parameters.key}}'],
    ['spark.kubernetes.authenticate.oauthTokenFile', '/var/run/token'],
    ['primary-key', 'customer_id'],
    ['passwrod', 'letter'],
    ['excess-key', 'Zx9Kp2Lq8Wv4Rt6Y'],
    ['tests-passed', '2024-01-01T00:00:00'],
    ['partition.key', 'region_code'],
    ['max-tokens', '4096'],
    ['token', ','],
    ['max_token', '4096000'],
    ['password-column', 'pwd_hash'],
    ['secret-name', 'alida-minio'],
    ['password', ''],
    ['access-key', 'null'],
    ['url', 'https://example.org:8443/path@v1'],
    ['url', 'jdbc:postgresql://db/x?user=a&password=${env:PW}'],
    ['image', 'registry.example.org:5000/a/b@sha256:0123456789abcdef'],
    ['text', 'the password is written elsewhere'],
    ['input-dataset', 's3a://bucket/secret/password.csv'],
    ['id', 'c0ffee00-0000-4000-8000-000000000000'],
    ['seed', '123456789012'],
    ['path', 's3a://bucket/token=abcdefgh/part-0'],
    ['spark.driver.extraJavaOptions', '-Djavax.net.ssl.trustStore=/etc/ssl/store.jks -Dx.password=${env.PW}'],
    ['query', 'select password, token from users where key = 1'],
    ['options', '{"secretName": "a", "passwordColumn": "hash", "token": ","}'],
    ['args', '--token --password-file /run/secret'],
    ['private-key', '/etc/keys/id.pem'],
    ['hash', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ])('passes %s=%s', (key, value) => {
    expect(credentialIn(key, value)).toBeUndefined();
  });
});

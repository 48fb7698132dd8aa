import { isOlder } from '../../spark-keys/index.js';
import { isOpen, type SettingRule } from './conf.js';
import { hadoopOf } from './s3a.js';

const providers = /^spark\.hadoop\.fs\.s3a\.(?:bucket\..+\.)?(?:assumed\.role|aws)\.credentials\.provider$/;

// Classes by their names in com.amazonaws.auth: those in whose place Hadoop 3.4 puts one of the SDK's version 2 …
const replaced = new Set([
  'AnonymousAWSCredentials',
  'EC2ContainerCredentialsProviderWrapper',
  'EnvironmentVariableCredentialsProvider',
  'InstanceProfileCredentialsProvider',
  'profile.ProfileCredentialsProvider',
]);

// … and what version 2 has for some of the others.
const successors: ReadonlyMap<string, string> = new Map([
  ['ContainerCredentialsProvider', 'ContainerCredentialsProvider'],
  ['DefaultAWSCredentialsProviderChain', 'DefaultCredentialsProvider'],
  ['SystemPropertiesCredentialsProvider', 'SystemPropertyCredentialsProvider'],
  ['WebIdentityTokenCredentialsProvider', 'WebIdentityTokenFileCredentialsProvider'],
]);

/** Tells of classes of the AWS SDK's version 1, which Spark brings no more since Hadoop 3.4. */
export const awsSdk: SettingRule = (key, value, at, report, version) => {
  if (!providers.test(key) || isOpen(value) || isOlder(version, '4.0')) return;
  const classes = value.trim().split(/[\s,]+/);
  const written = (name: string): string => /^com\.amazonaws\.auth\.(.+)$/.exec(name)?.[1] ?? '';
  const gone = classes.filter((name) => written(name) !== '' && !replaced.has(written(name)));
  if (gone.length === 0) return;
  const instead = classes.map((name) => {
    const successor = successors.get(written(name));
    return gone.includes(name) ? successor && `software.amazon.awssdk.auth.credentials.${successor}` : name;
  });
  report.add('aws-sdk-1-class', at.place('value'), {
    key,
    classes: gone,
    hadoop: hadoopOf[version],
    ...(instead.every((name) => name !== undefined) && { instead: instead.join(',') }),
  });
};

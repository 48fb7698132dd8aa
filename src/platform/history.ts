import type { SourceFile } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { sparkContainer } from './pods.js';
import type { PlatformProfile } from './profile.js';
import type { Settings } from './setting.js';

/** The same for every Spark; small files, since an object store shows none before it is closed. */
export const eventLog: readonly (readonly [key: string, value: unknown])[] = [
  ['spark.eventLog.enabled', true],
  ['spark.eventLog.compress', true],
  ['spark.eventLog.rolling.enabled', true],
  ['spark.eventLog.rolling.maxFileSize', '16m'],
];

interface Mounts {
  readonly volumeMounts?: readonly { readonly mountPath: string }[] | null;
}

/** Where volumes are mounted in a driver. */
export function driverMounts(
  settings: Settings,
  { pod, podSpecs }: Pick<PlatformProfile, 'pod' | 'podSpecs'>,
): string[] {
  const { containers } = podSpecs.driver as { containers?: (Mounts & { name: string })[] | null };
  const own: Mounts[] = [pod, ...(containers ?? []).filter(({ name }) => name === sparkContainer('driver'))];
  const isMount = /^spark\.kubernetes\.driver\.volumes\.[^.]+\.[^.]+\.mount\.path$/;
  return [
    ...[...settings].flatMap(([key, { value }]) => (isMount.test(key) ? [value] : [])),
    ...own.flatMap(({ volumeMounts }) => (volumeMounts ?? []).map(({ mountPath }) => mountPath)),
  ];
}

/** Tells what a folder of event logs needs: to be there, to be opened by the run, and to outlive the driver. */
export function checkHistory(
  { dir }: NonNullable<PlatformProfile['history']>,
  profile: PlatformProfile,
  source: SourceFile,
  report: Report,
): void {
  const { s3, settings } = profile;
  const place = source.place('/history/dir');
  const partsOf = (path: string): string[] => path.split('/').filter(Boolean);
  const scheme = dir.startsWith('/') ? 'file' : dir.slice(0, dir.indexOf(':'));
  const parts = partsOf(dir.slice(dir.indexOf('/')));
  if (scheme === 'file') {
    const isAround = (mount: string): boolean => partsOf(mount).every((part, index) => part === parts[index]);
    if (!driverMounts(settings, profile).some(isAround)) {
      report.add('history-in-the-driver', place, { dir });
      return;
    }
  }
  const [bucket, ...folder] = parts;
  const isStore = /^s3a?$/.test(scheme) && bucket !== undefined;
  if (isStore && s3.defaultBucket !== undefined && bucket !== s3.defaultBucket && !s3.buckets?.[bucket]) {
    const { defaultBucket } = s3;
    report.add('bucket-without-credentials', place, { key: 'history.dir', bucket, defaultBucket });
  }
  // A bucket is a folder by itself.
  if (!isStore || folder.length > 0) report.add('history-folder', place, { dir });
}

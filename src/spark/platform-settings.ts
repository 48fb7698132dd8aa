import { annotation } from '../contract.js';
import { driverMounts, scrapedPort, type PlatformProfile, type Setting } from '../platform/index.js';
import type { SortedProperties } from '../service/index.js';
import { lookUp, versionsOf, type SparkVersion } from '../spark-keys/index.js';
import { s3Settings } from './buckets.js';
import type { PodTemplates } from './pod-template.js';
import type { Program } from './program.js';

/** Spark's own, to fill in in a label or an annotation: Argo does not know it. */
export const applicationId = '{{APP_ID}}';

/** The platform's settings; what is built in is for the Spark that reads it. */
export function platformSettings(profile: PlatformProfile, version: SparkVersion): Map<string, Setting> {
  const isRead = ([key, { origin }]: [string, Setting]): boolean =>
    origin !== undefined || lookUp(key, version) !== undefined || versionsOf(key) === undefined;
  return new Map([...s3Settings(profile), ...[...profile.settings].filter(isRead)]);
}

/** Which class comes first is a question of jars; the platform's own answer is for programs in one. */
export function dropForPython(settings: Map<string, Setting>, main: Program | undefined): void {
  if (main?.language === 'jvm') return;
  for (const key of ['spark.driver.userClassPathFirst', 'spark.executor.userClassPathFirst']) {
    if (!settings.get(key)?.origin) settings.delete(key);
  }
}

/**
 * The directory that the platform keeps the driver's log in gets a volume of its own: it can be written to where the
 * image's root cannot, and what fills it does not fill the node.
 */
export function mountDriverLog(settings: Map<string, Setting>, profile: PlatformProfile): void {
  const { driverLog } = profile;
  const dir = settings.get('spark.driver.log.localDir');
  if (!dir || !/^\/[^:{}$]+$/.test(dir.value) || !['built-in', 'profile'].includes(dir.layer)) return;
  if (driverMounts(settings, profile).includes(dir.value)) return;
  const volume = 'spark.kubernetes.driver.volumes.emptyDir.driver-log';
  settings.set(`${volume}.mount.path`, dir);
  settings.set(`${volume}.options.sizeLimit`, { value: driverLog.sizeLimit, layer: dir.layer });
}

/**
 * A driver carries the address of its run in the history server, unless the service leaves its event log elsewhere, that
 * of its UI, and where its figures are read.
 */
export function tellWhere(
  { runTimeValues, settings }: Pick<SortedProperties, 'runTimeValues'> & { readonly settings: Map<string, Setting> },
  { history, metrics, source, ui }: PlatformProfile,
): void {
  const value = (key: string): string | undefined => settings.get(key)?.value;
  const isOpen = (prefix: string): boolean => runTimeValues.some(({ conf }) => conf?.startsWith(prefix));
  const say = (key: string, text: string, pointer: string): void => {
    settings.set(key, { value: text, layer: 'profile', ...(source && { origin: { source, pointer } }) });
  };
  const annotate = (name: string, url: string, pointer: string): void => {
    say(`spark.kubernetes.driver.annotation.${name}`, url, pointer);
  };
  if (
    history?.url &&
    value('spark.eventLog.dir') === history.dir &&
    value('spark.eventLog.enabled') === 'true' &&
    !isOpen('spark.eventLog.')
  ) {
    annotate(
      annotation.history,
      `${history.url}${history.url.endsWith('/') ? '' : '/'}history/${applicationId}/jobs/`,
      '/history/url',
    );
  }
  if (value('spark.ui.enabled') === 'false') return;
  const namespace = value('spark.kubernetes.namespace') ?? '';
  if (ui)
    annotate(annotation.ui, ui.url.replaceAll('{namespace}', namespace).replaceAll('{app}', applicationId), '/ui/url');
  if (metrics && !settings.has(scrapedPort)) say(scrapedPort, value('spark.ui.port') ?? '4040', '/metrics');
}

/** Spark since 4.1 writes a grace period of its own over that of the executors' pod template. */
export function keepGracePeriod(
  settings: Map<string, Setting>,
  pods: PodTemplates | undefined,
  version: SparkVersion,
): void {
  const key = 'spark.kubernetes.executor.terminationGracePeriodSeconds';
  const seconds = pods?.executor.spec.terminationGracePeriodSeconds;
  if (typeof seconds !== 'number' || settings.has(key) || !lookUp(key, version)) return;
  settings.set(key, { value: `${seconds}s`, layer: 'profile' });
}

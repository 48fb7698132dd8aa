import type { ServiceDefinition } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { isOlder, sparkVersions, usualVersion, type SparkVersion } from '../spark-keys/index.js';

/** Which Spark a service is taken to run on, and who says so. */
export interface SparkRelease {
  readonly version: SparkVersion;
  readonly from: 'profile' | 'framework' | 'image' | 'built-in';
}

/** Of `…/spark-client:4-0-1`, `…/spark-client/3-2-1:1.0.1`, `apache/spark:4.0.1-java17`; other images have versions of their own. */
const inImage = (image: string | undefined): string | undefined => {
  const [, major = '', minor = ''] =
    /(?:^|\/)(?:py)?spark(?:-client|-py|-submit)?[:/]v?(\d+)[-.](\d+)(?:[-.]\w+)*(?=[:@]|$)/.exec(image ?? '') ?? [];
  return major === '' ? undefined : `${major}.${minor}`;
};

/** Decides for which Spark a service is judged; tells where that one is not known. */
export function sparkRelease(
  { pointer, source, sparkVersion: framework, url }: ServiceDefinition,
  { source: profileSource, sparkClient, sparkVersion: given }: PlatformProfile,
  report: Report,
): SparkRelease {
  const own = (member: string) => (): Place => source.place(`${pointer}/${member}`);
  const ofProfile = (member: string) => (): Place => (profileSource ?? source).place(member);
  const said: [string | undefined, SparkRelease['from'], () => Place][] = [
    [given, 'profile', ofProfile('/sparkVersion')],
    [framework, 'framework', own('framework/version')],
    [inImage(url ?? sparkClient.image), 'image', url === undefined ? ofProfile('/sparkClient/image') : own('url')],
  ];
  for (const [written, from, place] of said) {
    if (written === undefined) continue;
    const known = sparkVersions.find((version) => !isOlder(version, written) && !isOlder(written, version));
    if (known) return { version: known, from };
    const [first, last] = [sparkVersions[0], sparkVersions[sparkVersions.length - 1] ?? usualVersion];
    const version = isOlder(written, first) ? first : last;
    report.add('unknown-spark-version', place(), { written, first, last, judged: version });
    return { version, from };
  }
  return { version: usualVersion, from: 'built-in' };
}

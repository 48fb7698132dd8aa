import { inputs, readFile, wholeFile } from '../adapters/files.js';
import { documentKind, type SourceFile } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { defaultProfile, readProfile, type PlatformProfile } from '../platform/index.js';
import type { Tick } from './progress.js';

/** What a command line's paths hold. */
export interface Loaded {
  readonly services: readonly SourceFile[];
  readonly workflows: readonly SourceFile[];
  /** Those of --profile, else those among the inputs, else the built-in one. */
  readonly profiles: readonly PlatformProfile[];
  /** Files of a folder that are none of these. */
  readonly passedOver: readonly string[];
}

/** Whether a file of a folder is sound, but of a form that none of our documents has. */
const isForeign = ({ diagnostics }: Report): boolean =>
  diagnostics.every(({ code }) => ['not-a-mapping', 'several-documents', 'unsupported-yaml'].includes(code));

/** Reads all inputs of a command; what cannot be read goes to the report. */
export function load(paths: readonly string[], profilePaths: readonly string[], report: Report, tick?: Tick): Loaded {
  const services: SourceFile[] = [];
  const workflows: SourceFile[] = [];
  const found: SourceFile[] = [];
  const passedOver: string[] = [];
  const files = inputs(paths, report);
  for (const { named, path } of files) {
    tick?.(files.length);
    const reading = new Report();
    const source = readFile(path, reading);
    if (!source && !named && isForeign(reading)) passedOver.push(path);
    else report.include(reading);
    if (!source) continue;
    const kind = documentKind(source.value);
    if (kind === 'service') services.push(source);
    else if (kind === 'workflow') workflows.push(source);
    else if (kind === 'platform') found.push(source);
    else if (named) report.add('unknown-document', source.place(''), {});
    else passedOver.push(path);
  }
  const profiles = profilePaths.length > 0 ? loadProfiles(profilePaths, report) : checked(found, report);
  const [first = '.'] = paths;
  if (report.errors === 0 && services.length + workflows.length === 0)
    report.add('no-definition', wholeFile(first), {});
  return { services, workflows, profiles, passedOver };
}

/** Everything that was read and understood. */
export const sourcesOf = ({ profiles, services, workflows }: Loaded): SourceFile[] => [
  ...services,
  ...workflows,
  ...profiles.flatMap(({ source }) => source ?? []),
];

/** Reads the profiles of --profile; the built-in one where there are none. */
export function loadProfiles(paths: readonly string[], report: Report): PlatformProfile[] {
  const sources = paths.flatMap((path) => readFile(path, report) ?? []);
  return checked(sources, report);
}

function checked(sources: readonly SourceFile[], report: Report): PlatformProfile[] {
  const names = new Map<string, string>();
  const profiles = sources.flatMap((source) => {
    if (documentKind(source.value) === 'platform') return readProfile(source, report) ?? [];
    report.add('not-a-profile', source.place(''), {});
    return [];
  });
  for (const { name, source } of profiles) {
    const other = names.get(name);
    if (source && other !== undefined) report.add('same-profile', source.place('/name'), { name, other });
    names.set(name, source?.file ?? name);
  }
  return profiles.length > 0 ? profiles : [defaultProfile];
}

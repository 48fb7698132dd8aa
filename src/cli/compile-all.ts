import { compileService, type CompiledService } from '../compile.js';
import type { Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import type { Loaded } from './load.js';

/** One service compiled for one cluster. */
export interface Compiled {
  readonly profile: PlatformProfile;
  readonly service: CompiledService;
  /** Where its manifest goes, relative to the output folder. */
  readonly path: string;
}

/** Compiles every service for every profile; a folder for each profile where there are several. */
export function compileAll({ profiles, services }: Loaded, report: Report): Compiled[] {
  const compiled: Compiled[] = [];
  for (const profile of profiles) {
    const taken = new Map<string, string>();
    for (const source of services) {
      const service = compileService(source, profile, report);
      if (!service) continue;
      const { name, namespace } = service.manifest.metadata;
      const other = taken.get(`${namespace}/${name}`);
      if (other !== undefined) report.add('same-template', source.place('/name'), { name, namespace, other });
      taken.set(`${namespace}/${name}`, source.file);
      const path = profiles.length > 1 ? `${profile.name}/${service.file.name}` : service.file.name;
      compiled.push({ profile, service, path });
    }
  }
  return compiled;
}

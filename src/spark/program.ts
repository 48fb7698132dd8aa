import type { Report } from '../diagnostics/index.js';
import { placeOf, type Origin, type Settings } from '../platform/index.js';
import { localHost } from './rules/index.js';

/** What runs on the driver. */
export interface Program {
  readonly language: 'python' | 'jvm' | 'r';
  /** The primary resource: where the program lies, as the driver sees it. */
  readonly resource: string;
  readonly mainClass?: string;
}

/** Where Alida's images keep Python code. @public */
export const pythonRoot = 'local:///app/src/main';

const isModule = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(text);

/** Finds the program: `mainApplicationFile` with or without `mainClass`, `pythonModule`, or Alida's `main.py`. */
export function program(settings: Settings, service: Origin, report: Report): Program | undefined {
  const file = settings.get('mainApplicationFile');
  const mainClass = settings.get('mainClass');
  const module = settings.get('pythonModule');
  if (mainClass && !file) {
    report.add('main-file-missing', placeOf(mainClass, service), { mainClass: mainClass.value });
    return undefined;
  }
  if (file) {
    if (module) {
      report.add('two-programs', placeOf(module, service), { file: file.value, module: module.value });
    }
    const onHost = localHost(file.value);
    if (onHost) {
      report.add('host-in-local', placeOf(file, service), { key: 'mainApplicationFile', ...onHost });
      return undefined;
    }
    if (!/^(?:(?!(?:file|k8s|spark|s3n?):)[a-z][a-z0-9+.-]*:\/\/\S+|local:\/\S+)$/.test(file.value)) {
      report.add('main-file-not-reachable', placeOf(file, service), { file: file.value });
      return undefined;
    }
    if (mainClass && /[/\s]|\.(?:class|java|kt|scala)$/.test(mainClass.value)) {
      const instead = mainClass.value
        .trim()
        .replace(/^\/|\.(?:class|java|kt|scala)$/g, '')
        .replaceAll('/', '.');
      report.add('not-a-class', placeOf(mainClass, service), {
        mainClass: mainClass.value,
        ...(/^\S+$/.test(instead) && { instead }),
      });
      return undefined;
    }
    const language = file.value.endsWith('.py') ? 'python' : /\.[rR]$/.test(file.value) ? 'r' : 'jvm';
    if (language === 'jvm' && !mainClass) {
      report.add('main-class-missing', placeOf(file, service), { file: file.value });
      return undefined;
    }
    if (language !== 'jvm' && mainClass) {
      report.add('spark-setting-overridden', placeOf(mainClass, service), {
        key: 'mainClass',
        by: 'mainApplicationFile',
        effect: `Spark runs ${file.value} itself`,
      });
    }
    return module ? undefined : { language, resource: file.value, ...(mainClass && { mainClass: mainClass.value }) };
  }
  if (module && (!isModule(module.value) || module.value.endsWith('.py'))) {
    const instead = module.value.replace(/^\.?\/|\.py$/g, '').replaceAll('/', '.');
    report.add('not-a-python-module', placeOf(module, service), {
      module: module.value,
      ...(isModule(instead) && { instead }),
    });
    return undefined;
  }
  const path = (module?.value ?? 'main').replaceAll('.', '/');
  return { language: 'python', resource: `${pythonRoot}/${path}.py` };
}

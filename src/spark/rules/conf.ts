import type { Place, Remedy, Report } from '../../diagnostics/index.js';
import { lookUp, type SparkVersion } from '../../spark-keys/index.js';

/** Where a setting was written. */
export interface SettingPlace {
  place(target?: 'key' | 'value'): Place;
}

/** Whether a value holds a reference of Spark's own (`${spark.x}`, `${env:X}`) or a tag of Argo's: a run fills it in. */
export const isOpen = (value: string): boolean => /\$\{|\{\{/.test(value);

/** An application's settings, as rules ask for them. */
export class Conf {
  constructor(
    readonly settings: ReadonlyMap<string, { readonly value: string } & SettingPlace>,
    readonly version: SparkVersion,
    readonly report: Report,
  ) {}

  has(key: string): boolean {
    return this.settings.has(key);
  }

  text(key: string): string | undefined {
    return this.settings.get(key)?.value.trim();
  }

  on(key: string): boolean {
    return (this.text(key) ?? lookUp(key, this.version)?.default ?? '').toLowerCase() === 'true';
  }

  int(key: string, fallback: number): number {
    const value = this.text(key);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : fallback;
  }

  /** Tells of a setting, if it is there, that another one takes the effect from. */
  overridden(key: string, by: string, effect: string): void {
    const setting = this.settings.get(key);
    if (setting) this.report.add('spark-setting-overridden', setting.place('key'), { key, by, effect });
  }

  /** Refuses a setting, if it is there, that cannot be true beside others. */
  contradict(key: string, detail: string, remedy: Remedy): void {
    const setting = this.settings.get(key);
    if (setting) this.report.add('spark-settings-contradict', setting.place('value'), { key, detail, remedy });
  }
}

/** Judges settings together: those that contradict each other, or of which one takes the other's effect away. */
export type Rule = (conf: Conf) => void;

/** Judges one setting whose key this Spark reads. */
export type SettingRule = (key: string, value: string, at: SettingPlace, report: Report, version: SparkVersion) => void;

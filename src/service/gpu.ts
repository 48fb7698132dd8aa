import type { Report } from '../diagnostics/index.js';
import { placeOf, type GpuRule, type Origin, type PlatformProfile, type Setting } from '../platform/index.js';

/** What Alida's `gpu` says: `{accelerated, mandatory}`. */
function wanted(text: string): { readonly accelerated: boolean; readonly mandatory: boolean } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { accelerated, mandatory = false } = value as Readonly<Record<string, unknown>>;
  return typeof accelerated === 'boolean' && typeof mandatory === 'boolean' ? { accelerated, mandatory } : undefined;
}

/** The profile's rule for a service that asks for GPUs; its settings hold where the definition has none. */
export function gpuRule(
  settings: Map<string, Setting>,
  profile: PlatformProfile,
  fallback: Origin,
  report: Report,
): GpuRule | undefined {
  const setting = settings.get('gpu');
  if (!setting) return undefined;
  const asked = wanted(setting.value);
  const place = placeOf(setting, fallback);
  if (!asked) {
    const expected = '{"accelerated": true, "mandatory": false}, each true or false';
    report.add('malformed-value', place, { value: 'gpu', expected });
    return undefined;
  }
  if (!asked.accelerated) return undefined;
  const { gpu, name } = profile;
  if (!gpu) {
    report.add(asked.mandatory ? 'gpu-missing' : 'gpu-left-out', place, { profile: name });
    return undefined;
  }
  for (const [key, own] of gpu.settings) if (!settings.get(key)?.origin) settings.set(key, own);
  const amount = [...gpu.settings.keys()].find((key) => key.endsWith('.amount')) ?? '';
  report.add('gpu-granted', place, { amount: settings.get(amount)?.value ?? '', resource: gpu.resource });
  return gpu;
}

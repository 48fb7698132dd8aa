import type { SourceFile } from '../definition/index.js';
import type { PlatformProfile as Document } from './generated/platform.js';
import { pieceIn, type PodPiece } from './pods.js';
import type { Setting } from './setting.js';

/** GPUs of an executor: Kubernetes' resource of them, and what its pod holds besides. */
export interface GpuRule {
  readonly resource: string;
  readonly amount: number;
  readonly settings: ReadonlyMap<string, Setting>;
  readonly spec: PodPiece['spec'];
}

/** To Spark a GPU is a resource by the name behind the vendor, which tasks ask for in parts. */
export function gpuOf(document: Partial<Document>, source: SourceFile | undefined): GpuRule | undefined {
  if (!document.gpu || !source) return undefined;
  const { amount = 1, discoveryScript, resource, tasksPerGpu = 1 } = document.gpu;
  const [vendor = '', name = ''] = resource.split('/');
  const setting = (value: string, pointer: string): Setting => ({
    value,
    layer: 'profile',
    origin: { source, pointer },
  });
  const piece = pieceIn(document, 'gpu');
  return {
    resource,
    amount,
    settings: new Map([
      [`spark.executor.resource.${name}.amount`, setting(String(amount), '/gpu')],
      [`spark.executor.resource.${name}.vendor`, setting(vendor, '/gpu/resource')],
      [`spark.executor.resource.${name}.discoveryScript`, setting(discoveryScript, '/gpu/discoveryScript')],
      // Spark lets as many tasks share one as this is part of it, rounded down.
      [`spark.task.resource.${name}.amount`, setting(String(Math.floor(1e6 / tasksPerGpu) / 1e6), '/gpu')],
      ...(piece?.settings ?? []).map(({ key, pointer, value }) => [key, setting(value, pointer)] as const),
    ]),
    spec: piece?.spec ?? {},
  };
}

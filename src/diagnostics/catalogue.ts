import type { CodeEntry } from './code.js';
import { applicationCodes } from './codes/application.js';
import { argoCodes } from './codes/argo.js';
import { clusterCodes } from './codes/cluster.js';
import { definitionCodes } from './codes/definition.js';
import { dockerfileCodes } from './codes/dockerfile.js';
import { inputCodes } from './codes/input.js';
import { outputCodes } from './codes/output.js';
import { platformCodes } from './codes/platform.js';
import { sparkCodes } from './codes/spark.js';
import { workflowCodes } from './codes/workflow.js';

/** Every diagnostic there is. Codes are public: they are never renamed, and a dropped one is never reused. */
export const catalogue = {
  ...inputCodes,
  ...definitionCodes,
  ...platformCodes,
  ...sparkCodes,
  ...applicationCodes,
  ...argoCodes,
  ...dockerfileCodes,
  ...workflowCodes,
  ...outputCodes,
  ...clusterCodes,
} as const;

export type Code = keyof typeof catalogue;
export type CodeArgs<C extends Code> = (typeof catalogue)[C] extends CodeEntry<infer A> ? A : never;

import { label } from '../contract.js';
import type { OwnStep } from '../platform/index.js';
import { fixed, type Text } from './placeholder.js';

// What every pod of a workflow has of its own.

export const labels = (service?: Text, role?: string): Record<string, Text> => ({
  ...(service !== undefined && { [label.service]: service }),
  ...(role && { [label.role]: fixed(role) }),
});

export const resourcesOf = ({ cpu, memory }: OwnStep): object => ({ requests: { cpu, memory }, limits: { memory } });

export const outputsOf = <T>(parameters: readonly T[]): { outputs?: { parameters: readonly T[] } } =>
  parameters.length === 0 ? {} : { outputs: { parameters } };

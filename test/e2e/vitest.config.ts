import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/{cases,faults,kueue,versions}.ts'],
    fileParallelism: false,
    // Two cores; most of a run's time goes by in waiting.
    maxConcurrency: Number(process.env.E2E_CONCURRENCY ?? 5),
    testTimeout: 900_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});

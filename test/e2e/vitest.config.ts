import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/{cases,faults}.ts'],
    fileParallelism: false,
    // Two cores: more at once would only make each slower. Those that wait cost nothing.
    maxConcurrency: Number(process.env.E2E_CONCURRENCY ?? 3),
    testTimeout: 900_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});

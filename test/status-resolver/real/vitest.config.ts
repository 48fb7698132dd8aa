import { defineConfig } from 'vitest/config';

// Faults one after the other: one of them restarts the API server.
export default defineConfig({
  test: {
    include: ['test/status-resolver/real/{faults,follow}.ts'],
    fileParallelism: false,
    globalSetup: ['test/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
});

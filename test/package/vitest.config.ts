import { defineConfig } from 'vitest/config';

// What users get, installed as they install it: `npm run test:package`.
export default defineConfig({
  test: {
    include: ['test/package/*.long.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

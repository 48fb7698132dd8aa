import { defineConfig } from 'vitest/config';

// Tests that take minutes: `npm run test:gitops`.
export default defineConfig({
  test: {
    include: ['test/gitops/*.long.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 1_800_000,
    disableConsoleIntercept: true,
  },
});

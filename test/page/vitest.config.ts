import { defineConfig } from 'vitest/config';

// The page in a real browser: `npm run test:page`.
export default defineConfig({
  test: {
    include: ['test/page/*.page.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: ['verbose'],
  },
});

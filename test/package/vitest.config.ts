import { defineConfig } from 'vitest/config';

// What npm installs: `npm run test:package`.
export default defineConfig({
  test: {
    include: ['test/package/*.long.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

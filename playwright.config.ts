import { defineConfig } from '@playwright/test';

/**
 * Unit tests: they sit beside the code and run as compiled by the build, so that what is tested is what ships.
 * No retries: a test that passes on a second try is a defect to mend.
 */
export default defineConfig({
  testDir: './dist',
  testMatch: '**/*.test.js',
  globalSetup: './dist/tests/own-folder.js',
  outputDir: './out/tests/artifacts',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: [['line'], ['json', { outputFile: './out/tests/results.json' }]],
});

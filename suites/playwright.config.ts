import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { ALONE, planOfWorker } from '../fixtures/run-plan.js';

const plan = planOfWorker();
const here = dirname(fileURLToPath(import.meta.url));
const alone = new RegExp(`${ALONE}$`);

/** Runs what the plan says. Retries belong to the journeys themselves: Playwright's status is not a verdict. */
export default defineConfig({
  testDir: here,
  testMatch: '*.suite.js',
  outputDir: join(plan.folder, '.playwright'),
  preserveOutput: 'never',
  fullyParallel: true,
  workers: plan.workers,
  retries: 0,
  timeout: 120_000,
  reporter: [[join(here, '..', 'fixtures', 'progress-reporter.js'), { quiet: plan.quiet }]],
  projects: [
    // What comes last does so also when something before it was our fault, unlike what depends on it.
    { name: 'side by side', grepInvert: alone, teardown: 'alone' },
    { name: 'alone', grep: alone, workers: 1 },
  ],
});

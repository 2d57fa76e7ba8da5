/**
 * Sums demo and tests for `.ci/run`: prints `N passed, N failed` and exits 1 when anything failed.
 * A part that ended badly, or left no counts behind, counts as at least one failure.
 * Usage: node scripts/ci-summary.mjs <exit code of the demo> <exit code of the tests>
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Counts of the demo from its headline: "240 of 241 verdicts as predicted". */
export function demoCounts(log, exit) {
  const headlines = [...log.matchAll(/(\d+) of (\d+) verdicts as predicted/g)];
  const last = headlines.at(-1);
  if (!last) return { passed: 0, failed: 1 };
  const passed = Number(last[1]);
  return atLeastOneFailure({ passed, failed: Math.max(0, Number(last[2]) - passed) }, exit);
}

/** Counts of the tests from the JSON report of the runner. */
export function testCounts(report, exit) {
  if (!report?.stats) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky + report.errors.length }, exit);
}

function atLeastOneFailure({ passed, failed }, exit) {
  return { passed, failed: failed === 0 && (exit !== 0 || passed === 0) ? 1 : failed };
}

function read(path, parse) {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function main([demoExit, testExit]) {
  const demo = demoCounts(read('out/ci/demo.log', String) ?? '', Number(demoExit));
  const tests = testCounts(read('out/tests/results.json', JSON.parse), Number(testExit));
  const failed = demo.failed + tests.failed;
  console.log(
    `\ndemo: ${demo.passed} as predicted, ${demo.failed} not; tests: ${tests.passed} passed, ${tests.failed} failed`,
  );
  console.log(`${demo.passed + tests.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
}

/** The part of Vitest's JSON report (Jest's format) that is used here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

/**
 * Counts tests honestly: a file that failed before or after its tests is one more failure, and a run that failed for a
 * reason that is in no test (or that left no report) has at least one.
 *
 * @param text the report; null when there is none
 * @param succeeded whether Vitest itself said that all went well
 */
export function countTests(text: string | null, succeeded: boolean): TestCount {
  const report = parse(text);
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  );
  const failed = report.numFailedTests + failedFiles.length;
  return { passed: report.numPassedTests, failed: succeeded ? failed : Math.max(failed, 1) };
}

/**
 * Counts a run of which the files that failed were tried again: what such a file counts is what it did the second time.
 *
 * @param succeeded whether Vitest said that all went well the second time
 */
export function countTestsTriedAgain(first: string | null, second: string | null, succeeded: boolean): TestCount {
  const kept = parse(first).testResults.filter((file) => file.status !== 'failed');
  const passedBefore = kept.flatMap((file) => file.assertionResults).filter((result) => result.status === 'passed');
  const again = countTests(second, succeeded);
  return { passed: passedBefore.length + again.passed, failed: again.failed };
}

function parse(text: string | null): Report {
  return text === null ? { numPassedTests: 0, numFailedTests: 0, testResults: [] } : JSON.parse(text);
}

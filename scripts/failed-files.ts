import { relative } from 'node:path';

/** Tests that play in real time: the only ones that a busy machine can fail. */
const IN_REAL_TIME = /^tests\/(e2e|engine)\/|\.engine\.test\.ts$/;

/** The part of Vitest's JSON report (Jest's format) that is used here. */
interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

/**
 * The files whose failure may be the machine's: all that failed, when each of them plays in real time. A file is tried again
 * whole, since a recording that was made while the machine stood still fails its tests however often they look at it.
 *
 * @param text the report; null when there is none
 * @returns none when a file failed that no machine excuses
 */
export function filesToTryAgain(text: string | null, root: string): readonly string[] {
  if (text === null) return [];
  const report: Report = JSON.parse(text);
  const failed = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name));
  return failed.every((file) => IN_REAL_TIME.test(file)) ? failed : [];
}

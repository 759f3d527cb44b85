import { expect, test } from 'vitest';
import { countTests, countTestsTriedAgain } from './count-tests.ts';

function report(...files: { status: string; results: string[] }[]): string {
  const results = files.flatMap((file) => file.results);
  return JSON.stringify({
    numPassedTests: results.filter((status) => status === 'passed').length,
    numFailedTests: results.filter((status) => status === 'failed').length,
    testResults: files.map((file) => ({
      status: file.status,
      assertionResults: file.results.map((status) => ({ status })),
    })),
  });
}

test('counts what the report counts', () => {
  const text = report({ status: 'passed', results: ['passed'] }, { status: 'failed', results: ['passed', 'failed'] });
  expect(countTests(text, false)).toEqual({ passed: 2, failed: 1 });
});

test('skipped tests have neither passed nor failed', () => {
  expect(countTests(report({ status: 'passed', results: ['skipped', 'passed'] }), true)).toEqual({
    passed: 1,
    failed: 0,
  });
});

test('a file that could not be loaded is a failure', () => {
  expect(countTests(report({ status: 'failed', results: [] }), false)).toEqual({ passed: 0, failed: 1 });
});

test('a run that failed outside of its tests is a failure', () => {
  expect(countTests(report({ status: 'passed', results: ['passed'] }), false)).toEqual({ passed: 1, failed: 1 });
});

test('a run without a report is a failure', () => {
  expect(countTests(null, false)).toEqual({ passed: 0, failed: 1 });
});

test('what was tried again counts what it did the second time', () => {
  const first = report(
    { status: 'passed', results: ['passed', 'skipped'] },
    { status: 'failed', results: ['passed', 'failed'] },
  );
  const mended = report({ status: 'passed', results: ['passed', 'passed'] });
  expect(countTestsTriedAgain(first, mended, true)).toEqual({ passed: 3, failed: 0 });
  const broken = report({ status: 'failed', results: ['passed', 'failed'] });
  expect(countTestsTriedAgain(first, broken, false)).toEqual({ passed: 2, failed: 1 });
  expect(countTestsTriedAgain(first, null, false)).toEqual({ passed: 1, failed: 1 });
});

import { expect, test } from 'vitest';
import { filesToTryAgain } from './failed-files.ts';

function report(files: Readonly<Record<string, 'passed' | 'failed'>>): string {
  const testResults = Object.entries(files).map(([file, status]) => ({ name: `/root/${file}`, status }));
  return JSON.stringify({ testResults });
}

test('files that play in real time are tried again, and only those that failed', () => {
  const text = report({
    'tests/e2e/heard.test.ts': 'failed',
    'tests/engine/cues.test.ts': 'passed',
    'src/library/probe.engine.test.ts': 'failed',
    'src/values/hash.test.ts': 'passed',
  });
  expect(filesToTryAgain(text, '/root')).toEqual(['tests/e2e/heard.test.ts', 'src/library/probe.engine.test.ts']);
});

test('nothing is tried again when a test failed that no machine excuses', () => {
  const text = report({ 'tests/e2e/heard.test.ts': 'failed', 'src/values/hash.test.ts': 'failed' });
  expect(filesToTryAgain(text, '/root')).toEqual([]);
});

test('a run that left no report is not tried again', () => {
  expect(filesToTryAgain(null, '/root')).toEqual([]);
  expect(filesToTryAgain(report({ 'src/values/hash.test.ts': 'passed' }), '/root')).toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** The tests, and the suites that they share. Not this file, which names rules as examples. */
const TESTS = ['src/**/*.test.ts', 'src/**/*.contract.ts', 'src/**/testing/*.ts', 'tests/**/*.ts'];

/** Rules that no test quotes, each with the reason. */
const NOT_QUOTED: Readonly<Record<string, string>> = {};

/** Where the rule is said, in the order of the document. */
function rulesOf(spec: string): readonly string[] {
  return [...spec.matchAll(/^- \*\*([A-Z]{2}-\d+)\*\*/gm)].map(([, rule = '']) => rule);
}

/** The rules at the head of titles, `MO-6, MO-9: …` or `SI-1 to SI-10: …`: what is named in passing is not held by that. */
function quotedIn(text: string): ReadonlySet<string> {
  const quoted = new Set<string>();
  for (const [, head = ''] of text.matchAll(/['"`]((?:[A-Z]{2}-\d+(?:, | to )?)+): /g)) {
    for (const [, section = '', from = '', , to = from] of head.matchAll(/([A-Z]{2})-(\d+)( to \1-(\d+))?/g)) {
      for (let number = Number(from); number <= Number(to); number += 1) quoted.add(`${section}-${number}`);
    }
  }
  return quoted;
}

const rules = rulesOf(readFileSync(join(ROOT, 'SPEC.md'), 'utf8'));
const quoted = quotedIn(
  globSync(TESTS, { cwd: ROOT })
    .map((path) => join(ROOT, path))
    .filter((path) => path !== import.meta.filename)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n'),
);

describe('the rules of SPEC.md', () => {
  test('each is quoted by a test', () => {
    const missing = rules.filter((rule) => !quoted.has(rule) && NOT_QUOTED[rule] === undefined);
    expect(missing, 'put the number of the rule into the name of the test that holds it').toEqual([]);
  });

  test('each has a number of its own', () => {
    expect(rules.filter((rule, place) => rules.indexOf(rule) !== place)).toEqual([]);
    expect(rules.length).toBeGreaterThan(300);
  });

  test('those that no test quotes are rules', () => {
    expect(Object.keys(NOT_QUOTED).filter((rule) => !rules.includes(rule))).toEqual([]);
  });

  test('a rule is found in the document and in a title, alone or among others, and nowhere else', () => {
    expect(rulesOf('- **MO-7** As MO-8.\n  - **MO-9** no\ntext **MO-10**')).toEqual(['MO-7']);
    const text =
      "test('MO-7, MO-9 to MO-11: …'); // as MO-12\nexpect(rule).toBe('MO-13'); test('the rest of MO-14: …')";
    expect([...quotedIn(text)]).toEqual(['MO-7', 'MO-9', 'MO-10', 'MO-11']);
  });
});

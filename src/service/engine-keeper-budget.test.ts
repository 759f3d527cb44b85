import { expect, test } from 'vitest';
import { RestartBudget } from './engine-keeper-budget.ts';

test('KE-6: the first restarts come at once, then after waits that double up to 30 s', () => {
  const budget = new RestartBudget();
  const waits: number[] = [];
  for (let failure = 0; failure < 10; failure += 1) {
    waits.push(budget.delayMs);
    budget.failed(failure);
  }
  expect(waits).toEqual([0, 0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('KE-7: the budget is spent by four failed starts within ten minutes, and by nothing less', () => {
  const budget = new RestartBudget();
  for (const atMs of [0, 1000, 2000]) budget.ended('by_itself', 0, atMs);
  expect(budget.isSpent(2000)).toBe(false);
  budget.ended('by_itself', 29_000, 3000);
  expect(budget.isSpent(3000)).toBe(true);
  expect(budget.isSpent(599_999)).toBe(true);
  expect(budget.isSpent(600_000)).toBe(false);
});

test('KE-7: an engine that was healthy renews the budget', () => {
  const budget = new RestartBudget();
  for (const atMs of [0, 1000, 2000]) budget.failed(atMs);
  budget.ended('by_itself', 30_000, 40_000);
  expect(budget.delayMs).toBe(0);
  budget.failed(41_000);
  expect(budget.isSpent(41_000)).toBe(false);
});

test('KE-7: one that something else killed after it had played does not count, one killed while it started does', () => {
  const budget = new RestartBudget();
  for (let kill = 0; kill < 50; kill += 1) budget.ended('by_signal', 2000, kill * 8000);
  expect([budget.failures, budget.delayMs]).toEqual([0, 0]);
  for (let kill = 0; kill < 4; kill += 1) budget.ended('by_signal', 0, kill * 4000);
  expect(budget.isSpent(12_000)).toBe(true);
});

test('KE-7: one that was hung within half a minute counts, however it ended', () => {
  const budget = new RestartBudget();
  budget.ended('hung', 5000, 0);
  expect(budget.failures).toBe(1);
});

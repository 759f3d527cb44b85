import { expect, test } from 'vitest';
import { secondsBetween } from '../../values/instant.ts';
import { slotsToAdd } from './slots.ts';

const at = (text: string) => Temporal.Instant.from(text);
const now = at('2026-03-05T10:20:31.250Z');

test('the first bulletin is within two minutes and hard, the others follow every five minutes for more than a day, soft', () => {
  const slots = slotsToAdd(now, null);
  expect(slots[0]).toEqual({ start: at('2026-03-05T10:22:00Z'), end: at('2026-03-05T10:23:00Z'), startMode: 'hard' });
  for (const [index, slot] of slots.slice(1).entries()) {
    expect(secondsBetween(slots[index]?.start ?? now, slot.start)).toBe(300);
    expect(slot.startMode).toBe('soft');
  }
  expect(secondsBetween(now, slots.at(-1)?.start ?? now)).toBeGreaterThan(25 * 3600);
});

test.each(Array.from({ length: 60 }, (_, second) => second))(
  'whatever the second (%i), the first is 30 to 90 s away',
  (second) => {
    const moment = at('2026-03-05T10:20:00Z').add({ seconds: second });
    const [first] = slotsToAdd(moment, null);
    const away = secondsBetween(moment, first?.start ?? moment);
    expect(away).toBeGreaterThanOrEqual(30);
    expect(away).toBeLessThanOrEqual(90);
  },
);

test('goes on after the last one, soft', () => {
  const [first] = slotsToAdd(now, at('2026-03-05T18:07:00Z'));
  expect(first?.start).toEqual(at('2026-03-05T18:12:00Z'));
  expect(first?.startMode).toBe('soft');
});

test('adds nothing when the timetable reaches far enough, and so nothing twice', () => {
  const last = slotsToAdd(now, null).at(-1)?.start ?? now;
  expect(slotsToAdd(now, last)).toEqual([]);
  expect(slotsToAdd(now.add({ hours: 1 }), last)).toHaveLength(12);
});

test('begins again soon after a long break, without making up for it', () => {
  const slots = slotsToAdd(now, at('2026-02-01T00:00:00Z'));
  expect(slots[0]?.start).toEqual(at('2026-03-05T10:22:00Z'));
  expect(slots[0]?.startMode).toBe('soft');
});

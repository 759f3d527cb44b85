import { expect, test } from 'vitest';
import { type AlarmNotice, type AlarmRecord, NO_ALARM_SETTINGS, noticesOf } from '../../ports/alarm-store.ts';
import type { Alarm, AlarmId } from '../../values/alarms.ts';
import type { Slug, StationId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import { isGivenUp, nextNotices, retryDelayMs } from './next-notices.ts';

const STATION = 1 as StationId;
const SETTINGS = new Map([
  [null, { ...NO_ALARM_SETTINGS, webhook: 'http://all/', onAlarm: ['all'] }],
  [STATION, { ...NO_ALARM_SETTINGS, webhook: 'http://vert/' }],
]);

function alarm(id: string, raisedMs: number, more: Partial<Alarm> = {}): Alarm {
  const station = { id: STATION, slug: 'vert' as Slug };
  const raised = instantFromMs(raisedMs);
  return {
    id: id as AlarmId,
    name: 'silent',
    station,
    subject: '',
    raised,
    cleared: null,
    message: '',
    remedy: '',
    ...more,
  };
}

function next(records: readonly AlarmRecord[], settings: Parameters<typeof nextNotices>[1] = SETTINGS) {
  return nextNotices(records, settings).map(({ alarm: { id }, notice: { event, channel }, target }) => {
    const where = target === null ? 'nobody' : target.channel === 'webhook' ? target.url : target.command.join(' ');
    return `${id} ${event} ${channel}: ${where}`;
  });
}

function told(event: AlarmNotice['event'], outcome: AlarmNotice['outcome']): readonly AlarmNotice[] {
  return noticesOf(event).map((notice) => ({ ...notice, outcome }));
}

test('AL-10: the oldest first; a station has its own webhook, and what it has not is that of all stations', () => {
  const records = [
    { alarm: alarm('late', 20), notices: noticesOf('raised') },
    { alarm: alarm('general', 10, { station: null }), notices: noticesOf('raised') },
  ];
  expect(next(records)).toEqual([
    'general raised webhook: http://all/',
    'general raised command: all',
    'late raised webhook: http://vert/',
    'late raised command: all',
  ]);
  expect(next(records, new Map())).toEqual([
    'general raised webhook: nobody',
    'general raised command: nobody',
    'late raised webhook: nobody',
    'late raised command: nobody',
  ]);
});

test('AL-11: the clearing is told after the raising, and only to who was told of that', () => {
  const cleared = alarm('a', 1, { cleared: instantFromMs(5) });
  const after = (outcome: AlarmNotice['outcome']) =>
    next([{ alarm: cleared, notices: [...told('raised', outcome), ...noticesOf('cleared')] }]);
  expect(after(null)).toEqual(['a raised webhook: http://vert/', 'a raised command: all']);
  expect(after('delivered')).toEqual(['a cleared webhook: http://vert/', 'a cleared command: all']);
  expect(after('unwanted')).toEqual(['a cleared webhook: nobody', 'a cleared command: nobody']);
  expect(after('abandoned')).toEqual(['a cleared webhook: nobody', 'a cleared command: nobody']);
  expect(
    next([{ alarm: cleared, notices: [...told('raised', 'delivered'), ...told('cleared', 'delivered')] }]),
  ).toEqual([]);
});

test('AL-12: the wait doubles up to five minutes', () => {
  expect([1, 2, 3, 8, 9, 10, 60].map((failures) => retryDelayMs('webhook', failures) / 1000)).toEqual([
    1, 2, 4, 128, 256, 300, 300,
  ]);
  expect([1, 2, 6, 7].map((failures) => retryDelayMs('command', failures) / 1000)).toEqual([5, 10, 160, 300]);
});

test('AL-12: a webhook is tried for a day, a command six times', () => {
  const dayMs = 86_400_000;
  const waiting = (channel: AlarmNotice['channel'], attempts: number, event: AlarmNotice['event'] = 'raised') => ({
    alarm: alarm('a', 0, { cleared: instantFromMs(dayMs) }),
    notice: { event, channel, attempts, outcome: null },
    target: null,
  });
  expect(isGivenUp(waiting('webhook', 500), dayMs)).toBe(false);
  expect(isGivenUp(waiting('webhook', 0), dayMs + 1)).toBe(true);
  expect(isGivenUp(waiting('webhook', 0, 'cleared'), dayMs + 1)).toBe(false);
  expect(isGivenUp(waiting('command', 4), 9 * dayMs)).toBe(false);
  expect(isGivenUp(waiting('command', 5), 0)).toBe(true);
});

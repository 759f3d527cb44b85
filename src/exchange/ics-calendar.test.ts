import { expect, test } from 'vitest';
import { type CalendarEvent, iCalendar, utcTimes } from './ics-calendar.ts';

const START = Temporal.Instant.from('2026-12-01T06:00:00.250Z');

function written(change: Partial<CalendarEvent> = {}): string {
  const event = {
    uid: 'diffusion-7@airkeeper',
    stamp: null,
    times: utcTimes(START, START.add({ hours: 1 })),
    summary: 'Morning',
    description: 'a',
    details: [],
    ...change,
  };
  const rest = { name: 'Radio Vert', timeZone: 'Europe/Brussels', version: '1.2.3', stamp: START, zones: [] };
  return iCalendar({ ...rest, events: [event] });
}

test('RH-8: a calendar, line by line', () => {
  expect(written().split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Airkeeper//Airkeeper 1.2.3//EN',
    'CALSCALE:GREGORIAN',
    'NAME:Radio Vert',
    'X-WR-CALNAME:Radio Vert',
    'X-WR-TIMEZONE:Europe/Brussels',
    'BEGIN:VEVENT',
    'UID:diffusion-7@airkeeper',
    'DTSTAMP:20261201T060000Z',
    'DTSTART:20261201T060000Z',
    'DTEND:20261201T070000Z',
    'SUMMARY:Morning',
    'DESCRIPTION:a',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('RH-8: what means something in a calendar is escaped, and what may not be in it is not', () => {
  const text = written({ summary: 'a,b;c\\n\r\nd\u0007e\ud800', description: 'x\ny\rz' });
  expect(text).toContain('SUMMARY:a\\,b\\;c\\\\n\\nd e\ufffd\r\n');
  expect(text).toContain('DESCRIPTION:x\\ny\\nz\r\n');
});

test.each(['é', '€', '😀', 'x'])('RH-8: no line is longer than 75 octets, and no %s is cut', (character) => {
  for (let length = 0; length < 160; length += 1) {
    const text = written({ description: `${'y'.repeat(length % 7)}${character.repeat(length)}` });
    const lines = text.split('\r\n');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).not.toContain('\ufffd');
    expect(text.replaceAll('\r\n ', '')).toContain(`${character.repeat(length)}\r\n`);
  }
});

test('RH-8: an event is a second long at least', () => {
  expect(written({ times: utcTimes(START, START.add({ milliseconds: 100 })) })).toContain('DTEND:20261201T060001Z');
});

import { expect, test } from 'vitest';
import { formatSpan } from '../values/format-span.ts';
import type { StationStatus } from './station-status.ts';
import { fitLine, statusLine } from './status-line.ts';

const status: StationStatus = {
  slug: 'vert',
  timeZone: 'Europe/Brussels',
  engine: 'running',
  trouble: null,
  onAir: { source: 'night', title: 'Feeling', remainingSeconds: 72.4 },
  next: { title: 'Morning', startMs: Date.UTC(2026, 11, 1, 6, 0, 0) },
  past: null,
};

test('RU-9: says what is on the air, how long it has to go, and what is next, in the station’s zone', () => {
  expect(statusLine(status, Date.UTC(2026, 11, 1, 5, 57, 29))).toBe(
    'vert  ·  on air: Feeling (night)  1:12 left  ·  next: Morning at 07:00:00 (in 2:31)',
  );
});

test('RU-9: says so when nothing is heard, and when the engine is not there', () => {
  const idle = { ...status, next: null };
  expect(statusLine({ ...idle, onAir: null }, 0)).toBe('vert  ·  SILENCE  ·  no diffusion in the next day');
  expect(statusLine({ ...idle, engine: 'not_answering' }, 0)).toContain('THE ENGINE DOES NOT ANSWER');
  expect(statusLine({ ...idle, engine: 'starting' }, 0)).toContain('starting');
  const trouble = 'TCP port 8010 is in use by another program: choose another: airkeeper port set 1 --port 8011';
  expect(statusLine({ ...idle, engine: 'failing', trouble }, 0)).toContain(`THE ENGINE CANNOT START: ${trouble}`);
});

test('RU-22: an engine that does not answer is followed by what was heard last, by the log', () => {
  const heard = {
    source: 'night',
    soundId: null,
    title: 'Feeling',
    since: Temporal.Instant.from('2026-12-01T05:50:00Z'),
    until: Temporal.Instant.from('2026-12-01T05:57:29.400Z'),
  };
  const past = { reachesTo: heard.until, heard, started: null, bySource: new Map() };
  const away: StationStatus = { ...status, engine: 'not_answering', onAir: null, next: null, past };
  expect(statusLine(away, 0)).toContain('THE ENGINE DOES NOT ANSWER  ·  last heard: Feeling (night) until 06:57:29');
  const open = { ...past, heard: { ...heard, until: null } };
  expect(statusLine({ ...away, past: open }, 0)).toContain('Feeling (night) since 06:50:00');
  expect(statusLine({ ...away, past: { ...past, heard: null } }, 0)).not.toContain('last heard');
});

test('a line stays a line, and within its columns', () => {
  expect(fitLine('a\nb\u001b[2Jc', 80)).toBe('a b [2Jc');
  expect(fitLine('abcdef', 4)).toBe('abc…');
  expect(fitLine('😀😀', 2)).toBe('😀😀');
});

test('spans are read as on a clock', () => {
  expect([0, 7, 59.6, 205, 3805, -3].map(formatSpan)).toEqual(['0:00', '0:07', '1:00', '3:25', '1:03:25', '0:00']);
});

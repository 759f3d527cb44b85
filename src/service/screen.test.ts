import { expect, test } from 'vitest';
import { type Terminal, terminalScreen } from './screen.ts';
import type { StationStatus } from './station-status.ts';

function station(slug: string): StationStatus {
  const onAir = { source: 'night', title: 'Feeling', remainingSeconds: 72 };
  return { slug, timeZone: 'UTC', engine: 'running', trouble: null, onAir, next: null, past: null };
}

function screenOf(columns: number | undefined) {
  const written: string[] = [];
  const terminal: Terminal = { write: (text) => void written.push(text), columns };
  return { screen: terminalScreen(terminal), written };
}

test.each([[0], [1], [undefined]])('RU-9: a terminal that says it has %s columns is taken to have 80', (columns) => {
  const { screen, written } = screenOf(columns);
  screen.show([station('vert')], 0);
  expect(written.at(-1)).toContain('vert  ·  on air: Feeling (night)  1:12 left');
});

test('RU-9: the line never fills the last column, where a terminal would begin another', () => {
  const { screen, written } = screenOf(30);
  screen.show([station('vert')], 0);
  expect(written.at(-1)).toHaveLength(29);
});

test('RU-9: of several stations each is shown in turn, by name, and which of how many it is', () => {
  const { screen, written } = screenOf(80);
  const stations = [station('blau'), station('vert'), station('gelb')];
  for (const nowMs of [0, 2000, 4000, 8000, 12_000]) screen.show(stations, nowMs);
  const lines = written.filter((text) => text.includes('on air'));
  expect(lines.map((line) => line.split('  ·  ')[0])).toEqual([
    '1/3  blau',
    '1/3  blau',
    '2/3  vert',
    '3/3  gelb',
    '1/3  blau',
  ]);
});

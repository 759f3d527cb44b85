/**
 * How long a rehearsal takes of a large station: a month with 300 diffusions, 5,000 sounds and 40 streams; and of a year.
 * Run with `node bench/rehearse.bench.ts`. Exit status 1 when the month takes 10 seconds or more.
 */
import { atMs, ids, NOON_MS, StationBuilder } from '../src/monitor/testing/station-builder.ts';
import type { StationSnapshot } from '../src/ports/store.ts';
import { rehearse } from '../src/simulator/rehearsal.ts';
import { table } from './figures.ts';

const DIFFUSIONS_A_MONTH = 300;
const SOUNDS = 5000;
const STREAMS = 40;
const MONTH_SECONDS = 30 * 86_400;
const LIMIT_SECONDS = 10;

function largeStation(months: number): StationSnapshot {
  const builder = new StationBuilder().program('show', { id: 1 });
  for (let stream = 0; stream < STREAMS; stream += 1) {
    builder.program(`stream-${stream}`, { id: 2 + stream, kind: 'streamed' });
    if (stream % 4 === 0) builder.stream(2 + stream, { window: { from: '22:00', to: '06:00' } });
  }
  const diffusions = DIFFUSIONS_A_MONTH * months;
  for (let index = 0; index < diffusions; index += 1) {
    const episode = (index % DIFFUSIONS_A_MONTH) + 1;
    if (index < DIFFUSIONS_A_MONTH) builder.episode(episode, 1);
    const from = (index * MONTH_SECONDS) / DIFFUSIONS_A_MONTH;
    builder.diffusion({ id: index + 1, episode, from, to: from + 3600, mode: index % 2 === 0 ? 'hard' : 'soft' });
  }
  for (let index = 1; index <= SOUNDS; index += 1) {
    const path = `/srv/radio/music/an artist of the evening/an album with a long name/${index} - a title.flac`;
    if (index <= DIFFUSIONS_A_MONTH) {
      builder.sound({ id: index, episodeId: ids.episode(index), path, durationSeconds: 3550 });
    } else builder.sound({ id: index, programId: ids.program(2 + (index % STREAMS)), path, durationSeconds: 240 });
  }
  return builder.build();
}

function measure(months: number): Readonly<Record<string, string | number>> {
  const snapshot = largeStation(months);
  const before = performance.now();
  const input = { snapshot, missing: new Set<string>(), fromMs: NOON_MS, toMs: atMs(months * MONTH_SECONDS) };
  const { items, diffusions, troubles } = rehearse(input);
  const seconds = (performance.now() - before) / 1000;
  if (months === 1 && seconds >= LIMIT_SECONDS) process.exitCode = 1;
  return {
    days: months * 30,
    diffusions: diffusions.length,
    items: items.length,
    troubles: troubles.length,
    seconds,
  };
}

console.log(`${DIFFUSIONS_A_MONTH} diffusions a month, ${SOUNDS} sounds, ${STREAMS} streams`);
console.log(table([measure(1), measure(12)]));

/**
 * Is there silence at planned boundaries? Measured from the sound of a real engine.
 *
 * Every twelve seconds a diffusion of five sounds cuts the music, half of them without a fade; then the music goes on, in
 * pieces of 2.5 s. So there are cuts, joints inside a diffusion, ends of diffusions, and joints of music. With pieces of more
 * than 30 s the interrupted piece is taken up again.
 *
 *   node bench/boundaries.bench.ts [DIFFUSIONS] [FORMAT] [MUSIC_SECONDS]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cue } from '../src/ports/cue-sheet.ts';
import type { DiffusionId, SoundId } from '../src/values/ids.ts';
import type { SoundFormat } from '../tests/ears/coded-sound.ts';
import { decode } from '../tests/ears/decoder.ts';
import { type SoundSegment, segments } from '../tests/ears/segments.ts';
import { stationUnderTest } from '../tests/ears/station-under-test.ts';
import { figuresOf, table } from './figures.ts';

const DIFFUSION_COUNT = Number(process.argv[2] ?? 30);
const FORMAT = (process.argv[3] ?? 'wav') as SoundFormat;
const PARTS = 5;
/** No whole number of frames. */
const PART_SECONDS = 1.213;
const FIRST_MUSIC_NUMBER = 200;
const MUSIC_SECONDS = Number(process.argv[4] ?? 2.517);
const MUSIC_COUNT = MUSIC_SECONDS > 30 ? 3 : 40;
const SPACING_MS = 12_000;
const CUT = 'music cut by a diffusion';

const station = await stationUnderTest();
try {
  const parts: string[] = [];
  for (let number = 0; number < PARTS * 10; number += 1) parts.push(await station.sound(number, PART_SECONDS, FORMAT));
  const playlist = [];
  for (let number = FIRST_MUSIC_NUMBER; number < FIRST_MUSIC_NUMBER + MUSIC_COUNT; number += 1) {
    playlist.push({ soundId: number as SoundId, path: await station.sound(number, MUSIC_SECONDS, FORMAT) });
  }

  const capture = await station.start();
  const beginMs = Date.now() + 10_000;
  const cues: Cue[] = Array.from({ length: DIFFUSION_COUNT }, (_, index) => ({
    diffusionId: (index + 1) as DiffusionId,
    attempt: 0,
    startMs: beginMs + index * SPACING_MS + ((index * 37) % 101),
    mode: 'hard',
    fadeSeconds: index % 2 === 0 ? 0 : 0.3,
    latestStartMs: beginMs + index * SPACING_MS + 60_000,
    late: null,
    untilMs: null,
    files: Array.from({ length: PARTS }, (_unused, place) => {
      const number = (index % 10) * PARTS + place;
      return { soundId: number as SoundId, path: parts[number] ?? '', fromSeconds: 0 };
    }),
  }));
  const endMs = beginMs + DIFFUSION_COUNT * SPACING_MS;
  await station.hand(cues, playlist);
  const leftSeconds = Math.round((endMs - Date.now()) / 1000);
  console.log(`Liquidsoap ${station.engineVersion}, frame ${station.frameMs} ms, ${FORMAT}: ${leftSeconds} s to go`);
  await sleep(endMs - Date.now());
  const recording = await capture.stop();
  const heard = segments(decode(recording)).filter((segment) => segment.kind === 'sound');

  const gaps = new Map<string, { gapMs: number; lostMs: number; atMs: number }[]>();
  heard.slice(1).forEach((after, place) => {
    const before = heard[place] as SoundSegment;
    const kind = kindOf(before, after);
    // what is cut is not lost, and what is taken up again begins in the middle
    const lostMs = kind === CUT ? 0 : Math.max(0, lengthOf(before) - before.positionToMs);
    gaps.set(kind, [...(gaps.get(kind) ?? []), { gapMs: after.fromMs - before.toMs, lostMs, atMs: after.fromMs }]);
  });
  const rows = [...gaps].map(([kind, found]) => {
    const { count, median, p99Distance, most } = figuresOf(found.map(({ gapMs }) => gapMs));
    const long = found.filter(({ gapMs }) => gapMs > station.frameMs).length;
    const lost = Math.max(...found.map(({ lostMs }) => lostMs));
    return {
      'silence in ms at': kind,
      count,
      median,
      p99: p99Distance,
      most,
      'over a frame': long,
      'most not played': lost,
    };
  });
  console.log(table(rows));
  console.log(
    `boundaries: ${heard.length - 1}; worst lateness of a frame at the ears: ${recording.worstLateMs.toFixed(1)} ms`,
  );
  for (const [kind, found] of gaps) {
    for (const { gapMs, lostMs, atMs } of found.filter((one) => one.gapMs > station.frameMs)) {
      console.log(
        `  ${new Date(atMs).toISOString()} ${kind}: silence ${gapMs.toFixed(1)} ms, not played ${lostMs.toFixed(1)} ms`,
      );
    }
  }
} finally {
  await station.close();
}

function isMusic({ sound }: SoundSegment): boolean {
  return sound >= FIRST_MUSIC_NUMBER;
}

function lengthOf(segment: SoundSegment): number {
  return 1000 * (isMusic(segment) ? MUSIC_SECONDS : PART_SECONDS);
}

function kindOf(before: SoundSegment, after: SoundSegment): string {
  if (before.sound === after.sound) return 'inside a sound';
  if (isMusic(before)) return isMusic(after) ? 'music to music' : CUT;
  return isMusic(after) ? 'end of a diffusion to music' : 'joint inside a diffusion';
}

/**
 * How late are starts, measured from the sound of a real engine?
 *
 * Hard starts: every three seconds, at odd milliseconds, by turns out of music and out of a diffusion that has not ended. Soft
 * starts: a diffusion that is due while another plays on; late is what comes after that one's last sound.
 *
 *   node bench/hard-starts.bench.ts [HARD] [SOFT] [FREEZE_MS]
 *
 * With FREEZE_MS the engine's process is stopped around every fifth hard start, for so long: what was late must be caught up
 * with, and the start must be found where it belongs in the sound.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cue, cueKey } from '../src/ports/cue-sheet.ts';
import type { DiffusionId, SoundId } from '../src/values/ids.ts';
import type { StartMode } from '../src/values/model.ts';
import { decode } from '../tests/ears/decoder.ts';
import { type SoundSegment, segments } from '../tests/ears/segments.ts';
import { stationUnderTest } from '../tests/ears/station-under-test.ts';
import { figuresOf, table } from './figures.ts';

const HARD_COUNT = Number(process.argv[2] ?? 120);
const SOFT_COUNT = Number(process.argv[3] ?? 40);
const FREEZE_MS = Number(process.argv[4] ?? 0);
const FREEZE_EVERY = 5;
const MUSIC_NUMBER = 255;
const SPACING_MS = 3000;
/** Far enough for the next hard cue not to press the waiting soft one off its deck. */
const SOFT_SPACING_MS = 10_000;
const FADE_SECONDS = 0.3;

interface BenchSound {
  readonly number: number;
  readonly path: string;
}

interface Expected {
  readonly cue: Cue;
  readonly number: number;
  /** Number of the sound that must have ended before; null: the cue's own instant is what counts. */
  readonly after: number | null;
}

const station = await stationUnderTest();
try {
  const music = await station.sound(MUSIC_NUMBER, 1800);
  const short = await soundsOf(0, 50, 1.52);
  const long = await soundsOf(50, 100, 4.52);
  const blockers = await soundsOf(100, 120, 2);
  const waiting = await soundsOf(120, 140, 1.2);
  const capture = await station.start();

  const expected: Expected[] = [];
  let startMs = Date.now() + 10_000;
  for (let index = 0; index < HARD_COUNT; index += 1) {
    // by turns one that ends before the next comes, and one that the next cuts
    expect('hard', startMs + oddMs(index), (index % 2 === 0 ? short : long)(index >> 1), null);
    startMs += SPACING_MS;
  }
  startMs += 3000;
  for (let index = 0; index < SOFT_COUNT; index += 1) {
    const blocker = blockers(index);
    expect('hard', startMs + oddMs(index), blocker, null);
    expect('soft', startMs + oddMs(index) + 800, waiting(index), blocker.number);
    startMs += SOFT_SPACING_MS;
  }
  const cues = expected.map(({ cue }) => cue);
  await station.hand(cues, [{ soundId: MUSIC_NUMBER as SoundId, path: music }]);
  const leftSeconds = Math.round((startMs - Date.now()) / 1000);
  console.log(`Liquidsoap ${station.engineVersion}, frame ${station.frameMs} ms: ${leftSeconds} s to go`);
  if (FREEZE_MS > 0) {
    const hard = expected.filter(({ cue }) => cue.mode === 'hard');
    for (const { cue } of hard.filter((_, index) => index % FREEZE_EVERY === FREEZE_EVERY - 1)) {
      await sleep(cue.startMs - (FREEZE_MS * 2) / 3 - Date.now());
      await station.freeze(FREEZE_MS);
    }
  }
  await sleep(startMs + 2000 - Date.now());
  const recording = await capture.stop();
  const heard = segments(decode(recording)).filter((segment) => segment.kind === 'sound');
  const { lines } = await station.engine.readJournal(null);

  const lateness = { outOfMusic: [] as number[], outOfDiffusion: [] as number[], soft: [] as number[] };
  const journal: number[] = [];
  const missed: string[] = [];
  for (const { cue, number, after } of expected) {
    const segment = heard.find((one) => one.sound === number && Math.abs(one.fromMs - cue.startMs) < 2500);
    const dueMs = after === null ? cue.startMs : endOf(heard, after, cue.startMs);
    if (segment === undefined || dueMs === null) {
      missed.push(`${cue.mode} start at ${new Date(cue.startMs).toISOString()} of sound ${number}`);
      continue;
    }
    const late = segment.fromMs - dueMs;
    if (cue.mode === 'soft') lateness.soft.push(late);
    else (wasDiffusion(heard, segment) ? lateness.outOfDiffusion : lateness.outOfMusic).push(late);
    const on = lines.find((line) => line.kind === 'on' && line.request.cue === cueKey(cue));
    if (on !== undefined) journal.push(on.atMs - segment.fromMs);
  }

  const rows = [
    ['hard starts, out of music', lateness.outOfMusic],
    ['hard starts, out of a diffusion', lateness.outOfDiffusion],
    ['hard starts, all', [...lateness.outOfMusic, ...lateness.outOfDiffusion]],
    ['soft starts, after the dealer became free', lateness.soft],
    ['the journal of the same, against the ear', journal],
  ] as const;
  const filled = rows.filter(([, values]) => values.length > 0);
  console.log(table(filled.map(([name, values]) => ({ 'late by ms': name, ...figuresOf(values) }))));
  console.log(`latest frame at the ears: ${recording.worstLateMs.toFixed(1)} ms; starts not heard: ${missed.length}`);
  for (const line of missed) console.log(`  ${line}`);

  function expect(mode: StartMode, atMs: number, sound: BenchSound, after: number | null): void {
    const diffusionId = (expected.length + 1) as DiffusionId;
    const files = [{ soundId: sound.number as SoundId, path: sound.path, fromSeconds: 0 }];
    const times = { startMs: atMs, fadeSeconds: FADE_SECONDS, latestStartMs: atMs + 60_000, late: null, untilMs: null };
    expected.push({ cue: { diffusionId, attempt: 0, mode, files, ...times }, number: sound.number, after });
  }
} finally {
  await station.close();
}

/** Sounds with numbers from `first` up to `end`, used in turn. */
async function soundsOf(first: number, end: number, seconds: number): Promise<(index: number) => BenchSound> {
  const sounds: BenchSound[] = [];
  for (let number = first; number < end; number += 1)
    sounds.push({ number, path: await station.sound(number, seconds) });
  return (index: number) => sounds[index % sounds.length] as BenchSound;
}

/** Spreads starts over the engine's frames. */
function oddMs(index: number): number {
  return (index * 37) % 101;
}

function endOf(heard: readonly SoundSegment[], number: number, nearMs: number): number | null {
  return heard.find((one) => one.sound === number && one.fromMs < nearMs && one.toMs > nearMs - 100)?.toMs ?? null;
}

function wasDiffusion(heard: readonly SoundSegment[], segment: SoundSegment): boolean {
  const before = heard[heard.indexOf(segment) - 1];
  return before !== undefined && before.sound !== MUSIC_NUMBER;
}

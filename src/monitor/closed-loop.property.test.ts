import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type CueFile, parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import { resolve } from '../timetable/resolve.ts';
import { instantFromMs } from '../values/instant.ts';
import { cueFile, filesFrom } from './files-from.ts';
import { indexSnapshot } from './snapshot-index.ts';
import { SmallWorld, type Story, stories } from './testing/small-world.ts';
import { atMs, ids } from './testing/station-builder.ts';

// a story is half an hour, second by second
vi.setConfig({ testTimeout: 60_000 });

type OnLine = Extract<JournalLine, { kind: 'on' }>;

function check(seed: number, property: (world: SmallWorld) => void): void {
  fc.assert(
    fc.property(stories, (story: Story) => property(new SmallWorld(story).run())),
    { numRuns: 25, seed },
  );
}

function onLines(world: SmallWorld): readonly OnLine[] {
  return world.engine.lines.filter((line) => line.kind === 'on');
}

function beginnings(world: SmallWorld) {
  return world.engine.lines.flatMap((line) =>
    line.kind === 'cue' && line.state === 'started' ? [{ line, cue: parseCueKey(line.cue) }] : [],
  );
}

test('MO-16, MO-31: whatever happens, a diffusion starts once at most, and what was cancelled never starts', () => {
  check(20260811, (world) => {
    for (const { id } of world.diffusions) {
      const starts = world.log.ofType('start').filter((entry) => entry.diffusionId === id);
      const cancels = world.log.ofType('cancel').filter((entry) => entry.diffusionId === id);
      const first = beginnings(world).find(({ cue }) => cue?.diffusionId === id);
      expect(starts.length + cancels.length).toBeLessThanOrEqual(1);
      expect(starts.map((entry) => entry.date)).toEqual(first === undefined ? [] : [instantFromMs(first.line.atMs)]);
    }
    const keys = beginnings(world).map(({ line }) => line.cue);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('MO-30, MO-34: when all is well again, each diffusion that went by has started or is cancelled', () => {
  check(20260812, (world) => {
    for (const { id, type } of world.diffusions) {
      const isSettled = world.log.hasStart(id) || world.log.cancelled.has(id);
      expect([id, type, isSettled || type === 'cancelled']).toEqual([id, type, true]);
    }
  });
});

test('MO-6, MO-9, MO-24: each sound that was heard has one entry, with its end', () => {
  check(20260813, (world) => {
    const lines = onLines(world);
    const entries = world.log.ofType('on_air').filter((entry) => entry.trackId === null);
    expect(entries.map((entry) => entry.journal)).toEqual(lines.map(({ run, seq }) => ({ run, seq })));
    expect(entries.slice(0, -1).every((entry) => entry.end !== null)).toBe(true);
  });
});

test('MO-26, MO-43: a diffusion that is taken up again, or joined, goes on where a listener would be', () => {
  check(20260814, (world) => {
    for (const { cue, atMs: beganMs, files } of world.engine.began) {
      const diffusion = world.diffusions.find(({ id }) => id === cue.diffusionId);
      const sounds = [...world.snapshot.sounds.values()].filter(({ episodeId }) => episodeId === diffusion?.episodeId);
      const started = world.log.memory().started.get(cue.diffusionId);
      const originMs = (started?.start.epochMilliseconds ?? Number.NaN) - (started?.fromSeconds ?? 0) * 1000;
      // with a file gone, the walk is through the others
      const kept = [sounds, sounds.filter(({ path }) => path !== '/sounds/211.ogg')].map((some) => some.map(cueFile));
      // a later turn that the engine comes to late is joined
      const instants = cue.attempt === 0 ? [beganMs] : [cue.startMs, ...(cue.late === null ? [] : [beganMs])];
      const walks = instants.flatMap((ms) => kept.map((all) => filesFrom(all, (ms - originMs) / 1000)));
      expect(walks.map(inMs)).toContainEqual(inMs(files));
    }
  });
});

/** Where a walk in two steps is rounded twice. */
function inMs(files: readonly CueFile[]): readonly (readonly [number, number])[] {
  return files.map(({ soundId, fromSeconds }) => [soundId, Math.round(fromSeconds * 1000)]);
}

test('TT-41, MO-47: while nothing goes wrong, the air is with whom the resolver names, and what gave way goes on', () => {
  let goingOn = 0;
  fc.assert(
    fc.property(stories, ({ slots }) => {
      const world = new SmallWorld({ slots, blows: [], changes: [] }).run();
      const { planned } = indexSnapshot(world.snapshot);
      const cancelled = world.log.cancelled;
      const wanting = planned.filter(({ diffusion }) => !cancelled.has(diffusion.id));
      const spans = resolve(wanting.map(({ claim }) => claim));
      for (const { id, fromMs, toMs } of spans) {
        const own = planned.find(({ diffusion }) => diffusion.id === id);
        // the engine acts once a second, and one that is over has the dealer until its sounds end
        for (let ms = fromMs + 2000; ms < toMs - 1000; ms += 5000) {
          const heard = world.engine.cueAt(ms);
          const other = planned.find(({ diffusion }) => diffusion.id === heard?.diffusionId);
          if (other !== undefined && other !== own) expect(other.endMs).toBeLessThanOrEqual(ms);
          const start = world.log.memory().started.get(id);
          if (own === undefined || start === undefined || start.start.epochMilliseconds > fromMs) continue;
          if (own.startMs === fromMs || toMs - fromMs < 30_000) continue;
          const lengthMs = own.sounds.length * 97_500;
          const atMs = ms - start.start.epochMilliseconds + start.fromSeconds * 1000;
          if (atMs > lengthMs - 4000 || (other !== undefined && other !== own)) continue;
          if (Math.floor(atMs / 97_500) !== Math.floor((atMs + 4000) / 97_500)) continue;
          if (world.engine.cueAt(fromMs + 2000) === null && own.diffusion.startMode === 'soft') continue;
          expect([id, ms, heard?.diffusionId]).toEqual([id, ms, id]);
          goingOn += 1;
        }
      }
    }),
    { numRuns: 60, seed: 20260816 },
  );
  expect(goingOn).toBeGreaterThan(50);
});

test('MO-26: a diffusion cut in the middle of its sounds is heard again within seconds', () => {
  for (const died of [70, 100, 200]) {
    const world = new SmallWorld({
      slots: [{ gap: 0, length: 400, sounds: 3, soft: false, layer: 0 }],
      blows: [{ at: died, kind: 'engine_dies', seconds: 4 }],
      changes: [],
    }).run();
    const again = beginnings(world)[1];
    expect(again?.line).toMatchObject({ cue: '21#1' });
    expect((again?.line.atMs ?? 0) - atMs(died)).toBeLessThanOrEqual(7000);
  }
});

test('MO-12: each track of the music is entered once for each time its second was heard', () => {
  check(20260815, (world) => {
    const dates = world.log.entries.flatMap(({ trackId, date }) => (trackId === null ? [] : [`${trackId} ${date}`]));
    expect(new Set(dates).size).toBe(dates.length);
    for (const line of onLines(world)) {
      if (line.source !== 'night') continue;
      const off = world.engine.lines.find((one) => one.kind === 'off' && one.run === line.run && one.on === line.seq);
      if (off?.kind !== 'off') continue;
      const heard = (world.snapshot.timedTracks.get(ids.sound(11)) ?? []).concat(
        world.snapshot.timedTracks.get(ids.sound(12)) ?? [],
      );
      for (const { id, soundId, atSeconds } of heard) {
        if (soundId !== line.request.soundId || atSeconds === null) continue;
        if (atSeconds < line.positionSeconds || atSeconds >= off.positionSeconds) continue;
        const moment = instantFromMs(line.atMs + Math.round((atSeconds - line.positionSeconds) * 1000));
        expect(dates).toContain(`${id} ${moment}`);
      }
    }
  });
});

test('the stories have everything in them', () => {
  const worlds = fc.sample(stories, { numRuns: 60, seed: 2 }).map((story) => new SmallWorld(story).run());
  const count = (type: 'start' | 'cancel' | 'stop') =>
    worlds.reduce((sum, { log }) => sum + log.ofType(type).length, 0);
  expect(count('start')).toBeGreaterThan(50);
  expect(count('cancel')).toBeGreaterThan(5);
  expect(count('stop')).toBeGreaterThan(5);
  expect(worlds.flatMap(beginnings).filter(({ cue }) => (cue?.attempt ?? 0) > 0).length).toBeGreaterThan(5);
});

import { describe, expect, test } from 'vitest';
import { at, atMs, ids, plainStation, type StationBuilder } from '../monitor/testing/station-builder.ts';
import { rehearse } from './rehearsal.ts';
import type { Rehearsal } from './rehearsed.ts';

const HOUR = 3600;

/** From noon to 18:00 UTC, where nothing else is said. */
function rehearsed(
  builder: StationBuilder,
  { missing = [], from = 0, to = 6 * HOUR }: { missing?: readonly string[]; from?: number; to?: number } = {},
): Rehearsal {
  return rehearse({ snapshot: builder.build(), missing: new Set(missing), fromMs: atMs(from), toMs: atMs(to) });
}

/** A show of an hour in all, its diffusion from 13:00 to 14:00 UTC. */
function withShow(mode: 'hard' | 'soft' = 'hard'): StationBuilder {
  return plainStation()
    .sound({ id: 52, episodeId: ids.episode(5), durationSeconds: 3000, position: 1 })
    .diffusion({ id: 7, episode: 5, from: HOUR, to: 2 * HOUR, mode });
}

/** Another show, of an hour, with one sound. */
function withNext(builder: StationBuilder, from: number, mode: 'hard' | 'soft', seconds = HOUR): StationBuilder {
  return builder
    .program('evening', { id: 3 })
    .episode(6, 3)
    .sound({ id: 61, episodeId: ids.episode(6), durationSeconds: seconds })
    .diffusion({ id: 8, episode: 6, from, to: from + HOUR, mode });
}

function troublesOf({ troubles }: Rehearsal): readonly string[] {
  return troubles.map(({ at, name, rule, diffusionId }) => {
    const seconds = (at.epochMilliseconds - atMs(0)) / 1000;
    return `${seconds} ${name} ${rule} ${diffusionId ?? '-'}`;
  });
}

describe('RH-2: what is heard', () => {
  test('the sounds of a diffusion in their order, each with its instants and the reason of the log', () => {
    const { items, troubles } = rehearsed(withShow());
    expect(troubles).toEqual([]);
    expect(items.filter(({ diffusionId }) => diffusionId === 7)).toMatchObject([
      { start: at(HOUR), end: at(HOUR + 600), source: 'dealer', soundId: 51, reason: 'hard cue 7#0, on time' },
      { start: at(HOUR + 600), end: at(2 * HOUR), source: 'dealer', soundId: 52, reason: 'cue 7#0' },
    ]);
  });

  test('music before and after it, without a gap, from before the beginning to beyond the end', () => {
    const { items } = rehearsed(withShow());
    expect(items[0]?.start.epochMilliseconds).toBeLessThanOrEqual(atMs(0));
    expect(items.at(-1)?.end?.epochMilliseconds).toBeGreaterThanOrEqual(atMs(6 * HOUR));
    for (const [index, item] of items.entries()) {
      const before = items[index - 1];
      if (before !== undefined) expect(item.start).toEqual(before.end);
    }
    const music = items.filter(({ source }) => source === 'night');
    expect(music.length).toBe(items.length - 2);
    expect(new Set(music.map(({ soundId }) => soundId))).toEqual(new Set([11, 12]));
    expect(music[3]?.reason).toBe('stream night');
  });

  test('RH-3: a diffusion that began before the rehearsal is in the midst of it', () => {
    const { items, diffusions } = rehearsed(withShow(), { from: 1.5 * HOUR });
    expect(items[0]).toMatchObject({ start: at(HOUR + 600), end: at(2 * HOUR), diffusionId: 7 });
    expect(diffusions).toMatchObject([{ diffusionId: 7, start: at(HOUR), end: at(2 * HOUR) }]);
  });

  test('RH-3: one that begins before its end is followed to its own', () => {
    const { items, diffusions } = rehearsed(withShow(), { to: HOUR + 60 });
    expect(items.at(-1)).toMatchObject({ start: at(HOUR), end: at(HOUR + 600) });
    expect(diffusions).toMatchObject([{ diffusionId: 7, start: at(HOUR), end: at(2 * HOUR) }]);
  });

  test('one that is cancelled or unconfirmed is not heard, and no trouble', () => {
    for (const type of ['cancelled', 'unconfirmed'] as const) {
      const station = plainStation().diffusion({ id: 7, episode: 5, from: HOUR, to: 2 * HOUR, type });
      const { diffusions, troubles } = rehearsed(station);
      expect([diffusions, troubles]).toEqual([[], []]);
    }
  });

  test('RH-5: the same input gives the same rehearsal, and chance is in it', () => {
    const many = withShow();
    for (let id = 100; id < 130; id += 1) many.sound({ id, programId: ids.program(1), durationSeconds: 200 });
    const first = rehearsed(many);
    expect(rehearsed(many)).toEqual(first);
    const order = first.items.map(({ soundId }) => soundId);
    expect(order).not.toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
  });

  test('across both changes of the clocks in a year, on time each day', () => {
    const station = plainStation()
      .sound({ id: 52, episodeId: ids.episode(5), durationSeconds: 3000, position: 1 })
      .sound({ id: 11, programId: ids.program(1), durationSeconds: 1800 })
      .sound({ id: 12, programId: ids.program(1), durationSeconds: 2400 });
    for (let day = 0; day < 366; day += 1) {
      station.diffusion({ id: 1000 + day, episode: 5, from: day * 86_400, to: day * 86_400 + HOUR });
    }
    const { diffusions, troubles } = rehearsed(station, { to: 366 * 86_400 });
    expect(troubles).toEqual([]);
    expect(diffusions.map(({ start }) => start)).toEqual(Array.from({ length: 366 }, (_, day) => at(day * 86_400)));
  });
});

describe('RH-6: troubles', () => {
  test('a diffusion without a sound', () => {
    const live = plainStation()
      .episode(9, 2)
      .diffusion({ id: 7, episode: 9, from: HOUR, to: 2 * HOUR });
    const { diffusions, troubles } = rehearsed(live);
    expect(diffusions).toEqual([]);
    expect(troubles).toMatchObject(
      [{ at: at(HOUR), name: 'no_sound', rule: 'MO-32', diffusionId: 7, message: /its episode has no sound/ }].map(
        (trouble) => ({ ...trouble, message: expect.stringMatching(trouble.message) }),
      ),
    );
  });

  test('one whose sounds were removed would be cancelled', () => {
    const gone = plainStation()
      .episode(9, 2)
      .sound({ id: 91, episodeId: ids.episode(9), type: 'removed' })
      .diffusion({ id: 7, episode: 9, from: HOUR, to: 2 * HOUR });
    const rehearsal = rehearsed(gone);
    expect(troublesOf(rehearsal)).toEqual(['3600 no_sound MO-18 7', '4800 cancelled MO-30 7']);
    expect(rehearsal.troubles[1]?.message).toBe('not started by its latest start, 15:20:00: its sounds were removed');
  });

  test('too little sound, when it ends', () => {
    const station = plainStation().diffusion({ id: 7, episode: 5, from: HOUR, to: 2 * HOUR });
    const rehearsal = rehearsed(station);
    expect(troublesOf(rehearsal)).toEqual([`${HOUR + 600} too_little_sound AL-35 7`]);
    expect(rehearsal.troubles[0]?.message).toBe('its sounds last 10:00, its slot 1:00:00');
  });

  test('an overlap with a stronger one of its layer, which it waits for', () => {
    const station = withNext(withShow(), 1.75 * HOUR, 'soft');
    const { diffusions, troubles } = rehearsed(station);
    expect(diffusions[1]?.start).toEqual(at(2 * HOUR));
    expect(troubles).toEqual([
      {
        at: at(1.75 * HOUR),
        name: 'overlap',
        message:
          'diffusion 8 (evening: Episode 6) shares 15 min with diffusion 7 (morning: Episode 5), which is the stronger: it is hard and the other soft',
        rule: 'TT-40',
        diffusionId: 8,
      },
    ]);
  });

  test('a special over a base is none; one that runs over until the base goes on is', () => {
    const over = (seconds: number) =>
      plainStation()
        .program('evening', { id: 3 })
        .episode(6, 3)
        .sound({ id: 61, episodeId: ids.episode(6), durationSeconds: 3 * HOUR })
        .diffusion({ id: 9, episode: 6, from: HOUR, to: 4 * HOUR })
        .sound({ id: 51, episodeId: ids.episode(5), durationSeconds: seconds })
        .diffusion({ id: 7, episode: 5, from: 2 * HOUR, to: 2.5 * HOUR, layer: 1 });
    const heard = rehearsed(over(1800));
    expect(troublesOf(heard)).toEqual([]);
    expect(heard.items.filter(({ source }) => source === 'dealer').map(({ diffusionId }) => diffusionId)).toEqual([
      9, 7, 9,
    ]);
    const longer = rehearsed(over(2000));
    expect(troublesOf(longer)).toEqual([`${2.5 * HOUR} overrun EN-21 7`]);
    expect(longer.troubles[0]?.message).toMatch(/^diffusion 9 \(evening: Episode 6\) goes on and cuts it off/);
  });

  test('an overrun into a hard one, which cuts it off', () => {
    const longer = withShow().sound({ id: 53, episodeId: ids.episode(5), durationSeconds: 300, position: 2 });
    const { diffusions, troubles } = rehearsed(withNext(longer, 2 * HOUR, 'hard'));
    expect(diffusions).toMatchObject([{ end: at(2 * HOUR) }, { start: at(2 * HOUR) }]);
    expect(troubles).toMatchObject([{ at: at(2 * HOUR), name: 'overrun', rule: 'EN-21', diffusionId: 7 }]);
    expect(troubles[0]?.message).toBe(
      'diffusion 8 (evening: Episode 6) cuts it off: its sounds go on after its slot, which ends at 16:00:00',
    );
  });

  test('of two hard ones at one instant, the one that is not heard', () => {
    const rehearsal = rehearsed(withNext(withShow(), HOUR, 'hard'));
    expect(rehearsal.diffusions).toMatchObject([{ diffusionId: 7, start: at(HOUR), end: at(2 * HOUR) }]);
    expect(troublesOf(rehearsal)).toEqual([`${HOUR} overlap TT-40 8`, `${HOUR + 1200} cancelled MO-30 8`]);
    expect(rehearsal.troubles[1]?.message).toMatch(/: diffusion 7 had the air: it has the lower id \(TT-40\)$/);
  });

  test('one that runs over where nothing follows, or fills its slot to the second, is no trouble', () => {
    const longer = withShow().sound({ id: 53, episodeId: ids.episode(5), durationSeconds: 300, position: 2 });
    expect(rehearsed(longer).troubles).toEqual([]);
    expect(rehearsed(withNext(withShow(), 2 * HOUR, 'hard')).troubles).toEqual([]);
    expect(rehearsed(withNext(withShow(), 2 * HOUR, 'soft')).troubles).toEqual([]);
  });

  test('one that would be cancelled because the dealer is busy for too long', () => {
    const longer = withShow().sound({ id: 53, episodeId: ids.episode(5), durationSeconds: HOUR, position: 2 });
    const rehearsal = rehearsed(withNext(longer, 2 * HOUR, 'soft'));
    expect(troublesOf(rehearsal)).toEqual([`${2 * HOUR} overrun EN-22 7`, `${2 * HOUR + 1200} cancelled MO-30 8`]);
    expect(rehearsal.troubles[0]?.message).toMatch(
      /^diffusion 8 \(evening: Episode 6\) does not begin: its sounds go on/,
    );
    expect(rehearsal.troubles[1]?.message).toMatch(/the dealer was busy with diffusion 7$/);
  });

  test('one that would be cancelled after the end of the rehearsal in which it should begin', () => {
    const longer = withShow().sound({ id: 53, episodeId: ids.episode(5), durationSeconds: HOUR, position: 2 });
    const rehearsal = rehearsed(withNext(longer, 2 * HOUR, 'soft'), { to: 2 * HOUR + 1 });
    expect(troublesOf(rehearsal)).toContain(`${2 * HOUR + 1200} cancelled MO-30 8`);
  });

  test('a missing file of a diffusion, and all of them', () => {
    const one = rehearsed(withShow(), { missing: ['/sounds/51.ogg'] });
    expect(troublesOf(one)).toEqual([`${HOUR} file_missing MO-18 7`]);
    expect(one.troubles[0]?.message).toBe('1 of its 2 files cannot be read: /sounds/51.ogg');
    expect(one.items.find(({ diffusionId }) => diffusionId === 7)).toMatchObject({ soundId: 52, start: at(HOUR) });

    const all = rehearsed(withShow(), { missing: ['/sounds/51.ogg', '/sounds/52.ogg'] });
    expect(troublesOf(all)).toEqual([`${HOUR} file_missing MO-18 7`, `${HOUR + 1200} cancelled MO-30 7`]);
    expect(all.diffusions).toEqual([]);
  });

  test('a missing file of a stream, once', () => {
    const { items, troubles } = rehearsed(withShow(), { missing: ['/sounds/11.ogg'] });
    expect(troubles).toEqual([
      {
        at: at(0),
        name: 'file_missing',
        message: '1 of the 2 files of the stream night cannot be read, such as /sounds/11.ogg',
        rule: 'ST-2',
        diffusionId: null,
      },
    ]);
    expect(items.some(({ soundId }) => soundId === 11)).toBe(false);
  });

  test('music that runs out when its window closes, and the silence that follows', () => {
    // noon UTC is 14:00 in Brussels
    const rehearsal = rehearsed(withShow().stream(1, { window: { from: '12:00', to: '17:00' } }));
    expect(troublesOf(rehearsal)).toEqual([`${3 * HOUR} music_runs_out ST-6 -`, `${3 * HOUR} silence EN-45 -`]);
    expect(rehearsal.troubles.map(({ message }) => message)).toEqual([
      'night plays from 12:00 to 17:00 only',
      'nothing is heard from then on',
    ]);
    expect(rehearsal.items.at(-1)?.end).toEqual(at(3 * HOUR));
  });

  test('a stream that rests leaves silence, unless it is shorter than the limit', () => {
    const resting = (minDelaySeconds: number) =>
      rehearsed(plainStation().stream(1, { minDelaySeconds }), { to: 100 }).troubles;
    expect(resting(9)).toEqual([]);
    expect(resting(30).map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'night rests for 30 s after each piece',
        expect.stringMatching(/^nothing .* for 30 s, until/),
      ]),
    );
  });

  test('silence where a station has no music, and none said where its limit is 0', () => {
    const silent = () => withNextOnly();
    expect(troublesOf(rehearsed(silent()))).toEqual(['0 silence EN-45 -', `${2 * HOUR} silence EN-45 -`]);
    const onPurpose = silent().station({ silenceLimitSeconds: 0 });
    expect(rehearsed(onPurpose).troubles).toEqual([]);
  });

  test('those of other days are not told', () => {
    const station = plainStation().diffusion({ id: 7, episode: 5, from: -5 * HOUR, to: -4 * HOUR });
    station.diffusion({ id: 8, episode: 5, from: 7 * HOUR, to: 8 * HOUR });
    expect(rehearsed(station).troubles).toEqual([]);
  });
});

describe('RH-7: durations that nobody could measure', () => {
  test('a sound goes on to the end of its slot, music for four minutes', () => {
    const station = plainStation()
      .sound({ id: 52, episodeId: ids.episode(5), durationSeconds: null, position: 1 })
      .sound({ id: 13, programId: ids.program(1), durationSeconds: null })
      .diffusion({ id: 7, episode: 5, from: HOUR, to: 2 * HOUR });
    const { items, troubles } = rehearsed(station);
    expect(troubles).toEqual([]);
    expect(items.find(({ soundId }) => soundId === 52)).toMatchObject({ start: at(HOUR + 600), end: at(2 * HOUR) });
    const piece = items.find(({ soundId }) => soundId === 13);
    expect(piece?.end).toEqual(piece?.start.add({ minutes: 4 }));
  });
});

/** No music at all: a show from 13:00 to 14:00 UTC. */
function withNextOnly(): StationBuilder {
  return plainStation()
    .program('night', { id: 1, kind: 'scheduled' })
    .sound({ id: 52, episodeId: ids.episode(5), durationSeconds: 3000, position: 1 })
    .diffusion({ id: 7, episode: 5, from: HOUR, to: 2 * HOUR });
}

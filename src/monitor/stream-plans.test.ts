import { expect, test } from 'vitest';
import type { SoundType } from '../values/model.ts';
import { makeStreamPlans } from './stream-plans.ts';
import { ids, NOON_MS, plainStation, StationBuilder } from './testing/station-builder.ts';

const none: ReadonlySet<string> = new Set();

test('ST-1: a streamed program without settings may always play, with weight 1 and no delay', () => {
  const plans = makeStreamPlans(plainStation().build(), none, NOON_MS);
  expect(plans.streams).toEqual([
    {
      name: 'night',
      weight: 1,
      minDelaySeconds: 0,
      windows: null,
      playlist: [
        { soundId: 11, path: '/sounds/11.ogg' },
        { soundId: 12, path: '/sounds/12.ogg' },
      ],
    },
  ]);
});

test('ST-1: streams are in order of name, with their settings; scheduled programs are none', () => {
  const snapshot = plainStation()
    .program('jingles', { id: 3, kind: 'streamed' })
    .stream(3, { weight: 2.5, minDelaySeconds: 900 })
    .build();
  const { streams } = makeStreamPlans(snapshot, none, NOON_MS);
  expect(streams.map(({ name, weight, minDelaySeconds }) => ({ name, weight, minDelaySeconds }))).toEqual([
    { name: 'jingles', weight: 2.5, minDelaySeconds: 900 },
    { name: 'night', weight: 1, minDelaySeconds: 0 },
  ]);
});

test('ST-2: archives and others of the program and of its episodes, in order of path', () => {
  const builder = new StationBuilder().program('night', { id: 1, kind: 'streamed' }).episode(9, 1);
  const types: SoundType[] = ['archive', 'excerpt', 'removed', 'other'];
  for (const [index, type] of types.entries()) {
    builder.sound({ id: 10 + index, type, programId: ids.program(1), path: `/m/${9 - index}` });
  }
  builder.sound({ id: 20, episodeId: ids.episode(9), path: '/m/0' });
  builder.sound({ id: 21, path: '/m/of no program' });
  const [stream] = makeStreamPlans(builder.build(), none, NOON_MS).streams;
  expect(stream?.playlist).toEqual([
    { soundId: 20, path: '/m/0' },
    { soundId: 13, path: '/m/6' },
    { soundId: 10, path: '/m/9' },
  ]);
});

test('ST-2: a missing file is left out, and a stream with nothing to play stays in the list', () => {
  const snapshot = plainStation().build();
  const one = makeStreamPlans(snapshot, new Set(['/sounds/11.ogg']), NOON_MS);
  expect(one.streams[0]?.playlist.map((item) => item.soundId)).toEqual([12]);
  const empty = makeStreamPlans(snapshot, new Set(['/sounds/11.ogg', '/sounds/12.ogg']), NOON_MS);
  expect(empty.streams.map(({ name, playlist }) => ({ name, playlist }))).toEqual([{ name: 'night', playlist: [] }]);
});

test('ST-3: windows from the day before to 14 days on', () => {
  const snapshot = plainStation()
    .stream(1, { window: { from: '22:00', to: '06:00' } })
    .build();
  const windows = makeStreamPlans(snapshot, none, NOON_MS).streams[0]?.windows ?? [];
  const day = 86_400_000;
  expect(windows).toHaveLength(15);
  // noon UTC is 14:00 in Brussels: the night before yesterday's noon is over
  expect(windows[0]).toEqual({ fromMs: NOON_MS + 8 * 3_600_000 - day, toMs: NOON_MS + 16 * 3_600_000 - day });
  expect(windows.at(-1)?.fromMs).toBe(NOON_MS + 8 * 3_600_000 + 13 * day);
});

test('ST-5: the same content has the same version, another content another', () => {
  const version = makeStreamPlans(plainStation().build(), none, NOON_MS).version;
  expect(makeStreamPlans(plainStation().build(), none, NOON_MS + 5).version).toBe(version);
  expect(makeStreamPlans(plainStation().build(), new Set(['/sounds/12.ogg']), NOON_MS).version).not.toBe(version);
});

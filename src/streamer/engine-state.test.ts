import { expect, test } from 'vitest';
import { readEngineState } from './engine-state.ts';

const RAW = {
  run: '000042-9f3c',
  pid: 4711,
  engineVersion: '2.1.3',
  script: 'af63dc4c8601ec8c',
  atMs: 1_800_000_000_123,
  seq: 17,
  lostLines: 0,
  cueSheetVersion: 'c1',
  streamPlansVersion: 's1',
  onAir: {
    source: 'night',
    seq: 16,
    sinceMs: 1_799_999_990_000,
    positionMs: 10_123,
    remainingMs: 99_001,
    request: { rid: '3', uri: '/a.ogg', soundId: 12, cue: '', pushed: false, title: 'Émile 📻', artist: '' },
  },
  decks: [
    { name: 'a', state: 'opened', cue: '5#0' },
    { name: 'b', state: 'empty', cue: '' },
  ],
  sources: [{ name: 'dealer', onAir: false, queueLength: 2, remainingMs: -1 }],
};

test('CO-10: reads the state, in seconds, and null for what the engine does not know', () => {
  expect(readEngineState(RAW)).toEqual({
    ok: true,
    value: {
      run: '000042-9f3c',
      pid: 4711,
      engineVersion: '2.1.3',
      script: 'af63dc4c8601ec8c',
      atMs: 1_800_000_000_123,
      seq: 17,
      lostLines: 0,
      cueSheetVersion: 'c1',
      streamPlansVersion: 's1',
      onAir: {
        source: 'night',
        seq: 16,
        sinceMs: 1_799_999_990_000,
        positionSeconds: 10.123,
        remainingSeconds: 99.001,
        request: {
          rid: '3',
          uri: '/a.ogg',
          soundId: 12,
          cue: null,
          pushed: false,
          title: 'Émile 📻',
          artist: null,
        },
      },
      decks: [
        { name: 'a', state: 'opened', cue: '5#0' },
        { name: 'b', state: 'empty', cue: null },
      ],
      sources: [{ name: 'dealer', onAir: false, queueLength: 2, remainingSeconds: null }],
    },
  });
});

test('CO-10: nothing on the air, no pid, and a position before the first frame', () => {
  expect(readEngineState({ ...RAW, pid: -1, onAir: null })).toMatchObject({ value: { pid: null, onAir: null } });
  const onAir = { ...RAW.onAir, positionMs: -1, remainingMs: -1 };
  expect(readEngineState({ ...RAW, onAir })).toMatchObject({
    value: { onAir: { positionSeconds: 0, remainingSeconds: null } },
  });
});

test('CO-10: the level and the silence of the output, where the script is one that tells them', () => {
  expect(readEngineState({ ...RAW, levelDb: { rms: -23.4, peak: -8 }, silentMs: 12_040 })).toMatchObject({
    value: { levelDb: { rms: -23.4, peak: -8 }, silentSeconds: 12.04 },
  });
  const nothing = { rms: null, peak: null };
  expect(readEngineState({ ...RAW, levelDb: nothing, silentMs: 0 })).toMatchObject({
    value: { levelDb: nothing, silentSeconds: 0 },
  });
});

test.each([
  ['levelDb.rms', { levelDb: { rms: '-23.4', peak: -8 } }],
  ['silentMs', { silentMs: null }],
  ['run', { run: undefined }],
  ['seq', { seq: 1.5 }],
  ['seq', { seq: '17' }],
  ['onAir', { onAir: undefined }],
  ['onAir.request', { onAir: { ...RAW.onAir, request: null } }],
  ['decks.0.state', { decks: [{ name: 'a', state: 'asleep', cue: '' }] }],
  ['decks.0.cue', { decks: [{ name: 'a', state: 'empty', cue: 'five' }] }],
])('CO-10: a state without a good %s is a bad reply that names it', (where, change) => {
  const result = readEngineState({ ...RAW, ...change });
  expect(result).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
  expect(result.ok ? '' : result.error.message).toContain(where);
});

import { expect, test } from 'vitest';
import { readJournalLine } from './journal-line.ts';

const BASE = { run: '000042-9f3c', seq: 7, atMs: 1_800_000_000_123 };
const REQUEST = { rid: '3', uri: '/a.ogg', soundId: 12, cue: '5#0', pushed: false, title: 'T', artist: 'A' };

test.each([
  [{ kind: 'up', engineVersion: '2.1.3', script: 'abc', pid: 4711, previousAliveMs: 1_800_000_000_000 }, {}],
  [
    { kind: 'up', engineVersion: '2.1.3', script: 'abc', pid: -1 },
    { pid: null, previousAliveMs: null },
  ],
  [{ kind: 'down' }, {}],
  [{ kind: 'on', source: 'dealer', positionMs: 1234, request: REQUEST }, { positionSeconds: 1.234 }],
  [{ kind: 'off', on: 3, positionMs: 60_000, why: 'interrupted', by: 'dealer' }, { positionSeconds: 60 }],
  [{ kind: 'switch', from: 'night', to: '' }, {}],
  [{ kind: 'cue', cue: '5#0', state: 'opened', why: '' }, { joinedSeconds: 0 }],
  [{ kind: 'refused', source: 'night', request: REQUEST, why: 'not audio' }, {}],
  [{ kind: 'silence' }, {}],
  [{ kind: 'noise' }, {}],
  [{ kind: 'silence_action', action: 'skip', source: 'night', silentMs: 10_020, why: '' }, { silentSeconds: 10.02 }],
  [{ kind: 'output', port: 2, state: 'down', why: 'connection refused' }, {}],
])('JO-1: reads a line: %j', (raw, change) => {
  const spans = { positionMs: null, silentMs: null };
  const { positionMs: _, silentMs: __, ...expected } = { ...spans, ...BASE, ...raw, ...change };
  expect(readJournalLine(JSON.stringify({ ...BASE, ...raw }))).toEqual(expected);
});

test('JO-1: what is absent, null or empty in a request is null', () => {
  const nothing = { uri: '/a.ogg', rid: null, soundId: null, cue: null, pushed: false, title: null, artist: null };
  for (const request of [
    { uri: '/a.ogg' },
    { uri: '/a.ogg', rid: null, soundId: null, cue: null, pushed: null, title: null, artist: null },
    { uri: '/a.ogg', rid: '', soundId: -1, cue: '', pushed: false, title: '', artist: '' },
  ]) {
    const line = JSON.stringify({ ...BASE, kind: 'on', source: 'night', positionMs: -1, request });
    expect(readJournalLine(line)).toEqual({
      ...BASE,
      kind: 'on',
      source: 'night',
      positionSeconds: 0,
      request: nothing,
    });
  }
});

test.each([
  '',
  '   ',
  'null',
  '[]',
  '{"run":"000042-9f3c","seq":7,"atMs":1,"ki',
  `${JSON.stringify({ ...BASE, kind: 'down' })}{"run":`,
  JSON.stringify({ ...BASE, seq: 0, kind: 'down' }),
  JSON.stringify({ ...BASE, seq: '7', kind: 'down' }),
  JSON.stringify({ ...BASE, run: '', kind: 'down' }),
  JSON.stringify({ ...BASE, atMs: null, kind: 'down' }),
  JSON.stringify(BASE),
])('JO-2: what has no identity is no line: %s', (text) => {
  expect(readJournalLine(text)).toBeNull();
});

test('JO-3: a kind or a shape of a newer engine is kept as unknown: it leaves no hole', () => {
  const unknown = (name: string) => ({ ...BASE, kind: 'unknown', name });
  expect(readJournalLine(JSON.stringify({ ...BASE, kind: 'jingle', x: 1 }))).toEqual(unknown('jingle'));
  expect(readJournalLine(JSON.stringify({ ...BASE, kind: 'on', source: 'night' }))).toEqual(unknown('on'));
  const cue = { ...BASE, kind: 'cue', cue: '5#0', state: 'pondered', why: '' };
  expect(readJournalLine(JSON.stringify(cue))).toEqual(unknown('cue'));
  const action = { ...BASE, kind: 'silence_action', action: 'sing', source: '', silentMs: 1, why: '' };
  expect(readJournalLine(JSON.stringify(action))).toEqual(unknown('silence_action'));
});

test('JO-3: leaving the air for a reason not known here is still leaving the air', () => {
  const off = { ...BASE, kind: 'off', on: 3, positionMs: 1000, why: 'bored' };
  expect(readJournalLine(JSON.stringify(off))).toEqual({
    ...BASE,
    kind: 'off',
    on: 3,
    positionSeconds: 1,
    why: 'failed',
    by: '',
  });
});

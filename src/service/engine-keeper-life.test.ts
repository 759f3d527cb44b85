import { describe, expect, test } from 'vitest';
import { LifeSigns, type LifeVerdict, type SignsOfLife } from './engine-keeper-life.ts';

const NOTHING: SignsOfLife = {
  heartbeat: '1000',
  journal: '000001-aaaa.000001.jsonl 500',
  began: true,
  answeredMs: null,
};

/** Looks once a second, from second 0 on, at what the engine leaves behind at each; gives what was found at each. */
function lookAt(seconds: number, at: (second: number) => Partial<SignsOfLife>, life = new LifeSigns()): LifeVerdict[] {
  return Array.from({ length: seconds + 1 }, (_, second) => life.look(7, { ...NOTHING, ...at(second) }, second * 1000));
}

describe('KE-3: an engine that hangs', () => {
  test('leaves nothing behind for 10 s', () => {
    const found = lookAt(25, (second) => ({ heartbeat: `${Math.min(second, 10)}` }));
    expect(found.indexOf('hung')).toBe(20);
    expect(found.slice(1, 20)).toEqual(Array(19).fill('alive'));
  });

  test('is not one that does not answer while its heartbeat goes on', () => {
    expect(lookAt(60, (second) => ({ heartbeat: `${second}` })).slice(1)).toEqual(Array(60).fill('alive'));
  });

  test('is not one whose journal alone, or whose answers alone, go on', () => {
    expect(lookAt(60, (second) => ({ journal: `x ${second}` }))).not.toContain('hung');
    expect(lookAt(60, (second) => ({ answeredMs: second }))).not.toContain('hung');
  });

  test('answers, with a clock that stands still', () => {
    expect(lookAt(12, () => ({ answeredMs: 5 })).at(-1)).toBe('hung');
  });

  test('is not made live by an answer that fails to come', () => {
    expect(lookAt(12, (second) => ({ answeredMs: second % 2 === 0 ? 5 : null })).at(-1)).toBe('hung');
  });

  test('that is adopted is found out as soon as any other', () => {
    expect(lookAt(12, () => ({})).indexOf('hung')).toBe(10);
  });
});

test('KE-3: an engine that starts has a minute to give its first sign', () => {
  const found = lookAt(70, () => ({ began: false }));
  expect(found.indexOf('hung')).toBe(60);
  expect(found[59]).toBe('starting');
});

test('KE-3: what the run before left behind is no sign of life', () => {
  const life = new LifeSigns();
  lookAt(20, (second) => ({ heartbeat: `${second}` }), life);
  expect(life.livedMs).toBe(19_000);
  const left = { ...NOTHING, heartbeat: '20', began: false };
  expect(life.look(8, left, 21_000)).toBe('starting');
  expect(life.look(8, left, 22_000)).toBe('starting');
  expect(life.livedMs).toBe(0);
});

test('KE-3: a pause of our own is not the engine’s', () => {
  const life = new LifeSigns();
  lookAt(3, (second) => ({ heartbeat: `${second}` }), life);
  expect(life.look(7, { ...NOTHING, heartbeat: '3' }, 3_600_000)).toBe('alive');
});

test('KE-4: one that was found to play is given as long again', () => {
  const life = new LifeSigns();
  expect(lookAt(10, () => ({}), life).at(-1)).toBe('hung');
  life.excuse();
  expect(life.look(7, NOTHING, 11_000)).not.toBe('hung');
});

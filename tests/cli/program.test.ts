import { expect, test } from 'vitest';
import { Harness } from './harness.ts';

test('CL-4: a program is named by its slug, by station/slug, or by its id', async () => {
  const harness = new Harness();
  await harness.all(
    'station add Vert',
    'station add Rouge',
    'program add vert "Night music" --streamed',
    'program add vert Morning --scheduled --hard-fade 2.5 --cut-at-end',
    'program add rouge Morning --scheduled --hard-fade 250ms',
  );
  const morning = {
    id: 2,
    station: 'vert',
    slug: 'morning',
    name: 'Morning',
    kind: 'scheduled',
    hardFadeSeconds: 2.5,
    cutAtEnd: true,
    stream: null,
    sounds: 0,
    episodes: [],
  };
  expect(await harness.json('program', 'show', 'vert/morning')).toEqual(morning);
  expect(await harness.json('program', 'show', '2')).toEqual(morning);
  expect(await harness.json('program', 'show', 'rouge/morning')).toMatchObject({ id: 3, hardFadeSeconds: 0.25 });
  expect(await harness.json('program', 'show', 'night-music')).toMatchObject({ id: 1, hardFadeSeconds: 1.5 });
  expect(await harness.json('program', 'list', 'vert')).toMatchObject([{ slug: 'morning' }, { slug: 'night-music' }]);
  expect(await harness.json('program', 'list')).toHaveLength(3);
  await harness.all('program remove vert/morning');
  expect(await harness.json('program', 'list')).toHaveLength(2);
});

test('CL-4: a slug that is a number is found before the id', async () => {
  const harness = new Harness();
  await harness.all(
    'station add Vert',
    'program add vert One --slug 2 --scheduled',
    'program add vert Two --scheduled',
  );
  expect(await harness.json('program', 'show', '2')).toMatchObject({ id: 1, slug: '2' });
  expect(await harness.json('program', 'show', '1')).toMatchObject({ id: 1 });
});

test('stream set changes what is given and keeps the rest', async () => {
  const harness = new Harness();
  await harness.all('station add Vert', 'program add vert Night --streamed');
  expect(await harness.json('stream', 'set', 'night', '--window', '22:00-06:00:30', '--weight', '2.5')).toEqual({
    program: 'vert/night',
    window: { from: '22:00', to: '06:00:30' },
    minDelaySeconds: 0,
    weight: 2.5,
  });
  expect(await harness.json('stream', 'set', 'night', '--min-delay', '15m')).toMatchObject({
    window: { from: '22:00', to: '06:00:30' },
    minDelaySeconds: 900,
    weight: 2.5,
  });
  expect(await harness.run('stream', 'set', 'vert/night', '--always')).toMatchObject({
    status: 0,
    out: 'vert/night plays always, weight 2.5, at least 15m apart.\n',
  });
  expect((await harness.run('program', 'list')).out).toContain('always, weight 2.5, at least 15m apart');
});

test('CL-4: an episode is named by slug, program/slug, station/program/slug, or id', async () => {
  const harness = new Harness();
  await harness.all(
    'station add Vert',
    'station add Rouge',
    'program add vert Morning --scheduled',
    'program add vert Evening --scheduled',
    'program add rouge Morning --scheduled',
    'episode add vert/morning Monday',
    'episode add evening Monday',
    'episode add rouge/morning Monday',
    'episode add evening "Été" --slug summer',
  );
  const ids = async (name: string) => (await harness.json('episode', 'show', name)) as { readonly id: number };
  expect(await ids('evening/monday')).toMatchObject({ id: 2, program: 'evening', station: 'vert' });
  expect(await ids('vert/evening/monday')).toMatchObject({ id: 2 });
  expect(await ids('rouge/morning/monday')).toMatchObject({ id: 3 });
  expect(await ids('summer')).toEqual({
    id: 4,
    station: 'vert',
    program: 'evening',
    slug: 'summer',
    title: 'Été',
    sounds: [],
    tracks: [],
    diffusions: [],
  });
  expect(await ids('4')).toMatchObject({ slug: 'summer' });
  expect((await harness.run('episode', 'show', 'morning/monday', '--json')).error()).toMatchObject({
    code: 'ambiguous',
    data: { candidates: 'rouge/morning/monday vert/morning/monday' },
  });
  expect(await harness.json('episode', 'list', 'evening')).toMatchObject([{ slug: 'monday' }, { slug: 'summer' }]);
  expect((await harness.run('episode', 'show', 'summer')).out).toContain('No sound: its diffusions are live.');
});

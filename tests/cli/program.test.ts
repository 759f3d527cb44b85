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
    resume: 'live',
    priority: 0,
    sync: true,
    titlePattern: null,
    rerunsOfCancelled: 'drop',
    pause: null,
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

test('CL-26: program set changes what is given', async () => {
  const harness = new Harness();
  await harness.all('station add Vert', 'program add vert Morning --scheduled --cut-at-end --resume skip');
  const set = ['program', 'set', 'morning'];
  expect(await harness.json(...set, '--name', 'Early', '--hard-fade', '0')).toMatchObject({
    slug: 'morning',
    name: 'Early',
    hardFadeSeconds: 0,
    cutAtEnd: true,
    resume: 'skip',
  });
  expect(await harness.run(...set, '--no-cut-at-end', '--resume', 'continue')).toMatchObject({
    out: 'Changed program vert/morning (Early): hard fade 0s, at its end plays on, after a crash continue.\n',
  });
  expect(await harness.json('program', 'show', 'morning')).toMatchObject({ cutAtEnd: false, resume: 'continue' });
  expect((await harness.run(...set, '--json')).error().code).toBe('nothing_to_do');
});

test('TT-31: a title pattern with a placeholder that is none is refused', async () => {
  const harness = new Harness();
  await harness.all('station add Vert', 'program add vert Morning --scheduled');
  const wrong = await harness.run('program', 'set', 'morning', '--title-pattern', '{programme}, {date}', '--json');
  expect(wrong.status).toBe(1);
  expect(wrong.error()).toMatchObject({ code: 'bad_title_pattern', data: { given: '{programme}' } });
  expect(await harness.json('program', 'show', 'morning')).toMatchObject({ titlePattern: null });
});

test('CL-26: an episode is changed, and removed with what is its own', async () => {
  const harness = new Harness();
  harness.addFile('a.ogg');
  await harness.all(
    'station add Vert',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'episode add morning Tuesday',
    'sound add a.ogg --episode monday',
    'diffusion add monday --start 2026-12-01T07:00 --duration 1h',
    'diffusion add tuesday --start 2026-12-02T07:00 --duration 1h',
  );
  expect(await harness.json('episode', 'set', 'monday', '--title', 'With Nina', '--slug', 'nina')).toMatchObject({
    slug: 'nina',
    title: 'With Nina',
  });
  expect((await harness.run('episode', 'set', 'nina', '--slug', 'tuesday', '--json')).error().code).toBe('slug_taken');
  expect((await harness.run('episode', 'set', 'nina', '--slug', 'No Slug', '--json')).error().code).toBe('wrong_slug');
  expect((await harness.run('episode', 'set', 'nina', '--json')).error().code).toBe('nothing_to_do');
  expect(await harness.run('episode', 'remove', 'nina')).toMatchObject({
    out: 'Removed episode vert/morning/nina, with 1 sound and 1 diffusion.\n',
  });
  expect(await harness.json('episode', 'list', 'morning')).toMatchObject([{ slug: 'tuesday' }]);
  expect(await harness.json('diffusion', 'list', 'vert')).toMatchObject([{ episode: 'tuesday' }]);
});

import { expect, test } from 'vitest';
import { DIFFUSION_DEFAULTS, SCHEDULE_DEFAULTS } from '../../values/defaults.ts';
import { must } from '../../values/errors.ts';
import type { DiffusionId } from '../../values/ids.ts';
import type { ImportedEvent, PlacedDiffusion } from '../timetable-store.ts';
import { addShow, at, failureOf, newStation, type OpenStore, withStore } from './store-fixtures.ts';

/** What was imported from calendars. */
export function testImports(open: OpenStore): void {
  const link = (uid: string, diffusionId: DiffusionId, occurrenceLocal = ''): ImportedEvent => ({
    uid,
    occurrenceLocal,
    digest: 'a',
    scheduleId: null,
    diffusionId,
  });

  test(
    'TT-70: what was imported is known until it is removed',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const slot = { ...DIFFUSION_DEFAULTS, programId: show.program.id, start: at(0), end: at(60) };
      const placed: PlacedDiffusion = { ...slot, episode: { id: show.episode.id }, initial: null };
      const [first, second] = await store.timetable.imports.place(station.id, [], [placed, placed]);
      const [one, two] = [must(first, 'the first'), must(second, 'the second')];
      const schedule = await store.timetable.schedules.add({
        ...SCHEDULE_DEFAULTS,
        programId: show.program.id,
        firstLocal: '2027-01-05T20:00:00.000',
        timeZone: 'UTC',
        durationSeconds: 60,
      });
      const { imports } = store.timetable;
      const ofSchedule = { ...link('s', one), diffusionId: null, scheduleId: schedule.id };
      await imports.put(station.id, [link('é', one), link('é', two, '2027-01-05T20:00:00.000'), ofSchedule]);
      await imports.put(station.id, [{ ...link('é', one), digest: 'b' }]);
      const sorted = async () =>
        (await imports.list(station.id)).toSorted((a, b) => (a.digest + a.uid < b.digest + b.uid ? -1 : 1));
      expect(await sorted()).toEqual([
        ofSchedule,
        link('é', two, '2027-01-05T20:00:00.000'),
        { ...link('é', one), digest: 'b' },
      ]);
      await imports.remove(station.id, [
        { uid: 's', occurrenceLocal: '' },
        { uid: 'é', occurrenceLocal: 'x' },
      ]);
      await store.diffusions.remove(two);
      expect(await sorted()).toEqual([{ ...link('é', one), digest: 'b' }]);
      const other = await store.stations.add(newStation('rouge'));
      expect(await imports.list(other.id)).toEqual([]);
    }),
  );

  test(
    'TT-72: diffusions are placed together, with their episodes, reruns and conflicts',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const slot = { ...DIFFUSION_DEFAULTS, programId: show.program.id, start: at(0), end: at(60) };
      const episodes = [{ programId: show.program.id, slug: 'first', title: 'L’été, "1"' }];
      const ids = await store.timetable.imports.place(station.id, episodes, [
        { ...slot, episode: { made: 0 }, initial: null, layer: 3, startMode: 'hard', type: 'unconfirmed' },
        { ...slot, episode: { made: 0 }, initial: { added: 0 }, start: at(30), end: at(90.5), layer: 3 },
        { ...slot, episode: { id: show.episode.id }, initial: null, start: at(100), end: at(160), touched: true },
      ]);
      const [first, rerun, last] = await store.diffusions.list(station.id, null, null);
      expect([first?.id, rerun?.id, last?.id]).toEqual(ids);
      expect(first).toMatchObject({ layer: 3, startMode: 'hard', type: 'unconfirmed', initialId: null });
      expect(rerun).toMatchObject({ initialId: first?.id, episodeId: first?.episodeId, end: at(90.5) });
      expect(last).toMatchObject({ touched: true, episodeId: show.episode.id });
      expect(await store.episodes.byIds([must(first, 'the first').episodeId])).toMatchObject([
        { slug: 'first', title: 'L’été, "1"' },
      ]);
      expect(await store.timetable.conflicts(station.id, null, null)).toEqual([{ a: ids[0], b: ids[1] }]);
    }),
  );

  test(
    'TT-72: one that cannot be placed leaves nothing behind',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const slot = { ...DIFFUSION_DEFAULTS, programId: show.program.id, start: at(0), end: at(60) };
      const { imports } = store.timetable;
      const long = { ...slot, end: at(90_000), episode: { made: 0 }, initial: null };
      const episode = { programId: show.program.id, slug: 'first', title: 'First' };
      expect(await failureOf(imports.place(station.id, [episode], [long]))).toMatchObject({ code: 'bad_span' });
      const twice = [episode, episode];
      const two = [0, 1].map((made) => ({ ...slot, episode: { made }, initial: null }));
      expect(await failureOf(imports.place(station.id, twice, two))).toMatchObject({ code: 'slug_taken' });
      expect(await store.diffusions.list(station.id, null, null)).toEqual([]);
      expect((await store.episodes.list(show.program.id)).map(({ slug }) => slug)).toEqual([show.episode.slug]);
      expect(await imports.list(station.id)).toEqual([]);
      expect(await imports.place(station.id, [], [])).toEqual([]);
      await imports.put(station.id, []);
    }),
  );
}

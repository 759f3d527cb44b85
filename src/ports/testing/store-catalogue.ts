import { expect, test } from 'vitest';
import type { ProgramId, StationId } from '../../values/ids.ts';
import type { ResumeMode } from '../../values/model.ts';
import {
  addShow,
  at,
  failureOf,
  line,
  newBatch,
  newDiffusion,
  newEntry,
  newProgram,
  newSound,
  newStation,
  newTrack,
  type OpenStore,
  slug,
  withStore,
} from './store-fixtures.ts';

/** Stations, ports, programs, streams and episodes. */
export function testCatalogue(open: OpenStore): void {
  test(
    'DB-1: a station comes back as it went in',
    withStore(open, async (store) => {
      const given = { ...newStation(), name: 'Radio “Vert” #{exit 1}\n🎵', cancelTimeoutSeconds: 0.25 };
      const station = await store.stations.add(given);
      expect(station).toEqual({ ...given, id: station.id });
      expect(await store.stations.bySlug('vert')).toEqual(station);
      expect(await store.stations.bySlug('rouge')).toBeNull();
    }),
  );

  test(
    'DB-22: a station is changed, all but its slug; what is not given stays',
    withStore(open, async (store) => {
      const other = await store.stations.add(newStation('rouge'));
      const station = await store.stations.add(newStation());
      const renamed = await store.stations.change(station.id, { name: 'Vert 2', timeZone: 'UTC', enabled: false });
      expect(renamed).toEqual({ ...station, name: 'Vert 2', timeZone: 'UTC', enabled: false });
      const slower = await store.stations.change(station.id, { cancelTimeoutSeconds: 1.5, syncTimeoutSeconds: 2.5 });
      expect(slower).toEqual({ ...renamed, cancelTimeoutSeconds: 1.5, syncTimeoutSeconds: 2.5 });
      expect(await store.stations.list()).toEqual([other, slower]);
      const patient = await store.stations.change(station.id, { silenceLimitSeconds: 0, silenceThresholdDb: -55.5 });
      expect(patient).toEqual({ ...slower, silenceLimitSeconds: 0, silenceThresholdDb: -55.5 });
      const bad = [{ syncTimeoutSeconds: 0 }, { silenceLimitSeconds: 0.5 }, { silenceLimitSeconds: 3601 }];
      for (const change of [...bad, { silenceThresholdDb: 0 }, { silenceThresholdDb: -91 }]) {
        expect(await failureOf(store.stations.change(station.id, change))).toMatchObject({ code: 'bad_value' });
      }
      expect(await failureOf(store.stations.change(999 as StationId, {}))).toMatchObject({ code: 'not_found' });
      expect(await store.stations.bySlug('vert')).toEqual(patient);
    }),
  );

  test(
    'DB-22: a program is changed, all but its slug and kind; what is not given stays',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const program = await store.programs.add(newProgram(station, 'morning'));
      const changed = await store.programs.change(program.id, { name: 'Early', hardFadeSeconds: 0, cutAtEnd: true });
      expect(changed).toEqual({ ...program, name: 'Early', hardFadeSeconds: 0, cutAtEnd: true });
      const again = await store.programs.change(program.id, { cutAtEnd: false });
      expect(await store.programs.list(station.id)).toEqual([again]);
      expect(again).toEqual({ ...changed, cutAtEnd: false });
      for (const resume of ['continue', 'restart', 'skip', 'live'] as const) {
        expect(await store.programs.change(program.id, { resume })).toEqual({ ...again, resume });
      }
      const backwards = store.programs.change(program.id, { hardFadeSeconds: -1 });
      expect(await failureOf(backwards)).toMatchObject({ code: 'bad_value' });
      const sideways = store.programs.change(program.id, { resume: 'later' as ResumeMode });
      expect(await failureOf(sideways)).toEqual({ code: 'bad_value', message: expect.stringContaining('continue') });
      expect(await failureOf(store.programs.change(999 as ProgramId, {}))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-8, DB-22: an episode is changed, and removed with its diffusions and sounds unless the log has one of them',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { program, episode } = await addShow(store, station, 'morning');
      const second = await store.episodes.add({ programId: program.id, slug: slug('two'), title: 'Two' });
      const changed = await store.episodes.change(second.id, { title: 'Second' });
      expect(changed).toEqual({ ...second, title: 'Second' });
      expect(await store.episodes.change(second.id, { slug: slug('second') })).toEqual({
        ...changed,
        slug: 'second',
      });
      const taken = store.episodes.change(second.id, { slug: episode.slug });
      expect(await failureOf(taken)).toMatchObject({ code: 'slug_taken' });
      await store.sounds.add(newSound(station, '/two.ogg', { episodeId: second.id }));
      await store.diffusions.add(newDiffusion({ program, episode: second }, 0, 60));
      const diffusion = await store.diffusions.add(newDiffusion({ program, episode }, 60, 120));
      const start = newEntry({ type: 'start', source: 'dealer', diffusionId: diffusion.id });
      await store.monitor.commit(station.id, newBatch({ entries: [start] }));
      await store.episodes.remove(second.id);
      const failure = await failureOf(store.episodes.remove(episode.id));
      expect(failure).toEqual({ code: 'in_use', message: expect.stringContaining(`"${episode.slug}"`) });
      expect(await store.episodes.list(program.id)).toEqual([episode]);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([diffusion]);
      expect(await store.sounds.list({})).toEqual([]);
      expect(await failureOf(store.episodes.remove(second.id))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-4: a slug is taken once among stations, in a station, and in a program',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      const rouge = await store.stations.add(newStation('rouge'));
      expect(await failureOf(store.stations.add(newStation('vert')))).toEqual({
        code: 'slug_taken',
        message: expect.stringContaining('"vert"'),
      });
      const night = await store.programs.add(newProgram(vert, 'night'));
      await store.programs.add(newProgram(rouge, 'night'));
      expect(await failureOf(store.programs.add(newProgram(vert, 'night')))).toMatchObject({ code: 'slug_taken' });
      const day = await store.programs.add(newProgram(vert, 'day'));
      await store.episodes.add({ programId: night.id, slug: slug('monday'), title: '' });
      await store.episodes.add({ programId: day.id, slug: slug('monday'), title: '' });
      const again = store.episodes.add({ programId: day.id, slug: slug('monday'), title: '' });
      expect(await failureOf(again)).toEqual({ code: 'slug_taken', message: expect.stringContaining('"monday"') });
      expect((await store.stations.list()).map((station) => station.slug)).toEqual(['rouge', 'vert']);
      expect((await store.programs.bySlug('night')).map(({ stationId }) => stationId)).toEqual([vert.id, rouge.id]);
      expect(await store.episodes.bySlug('monday')).toHaveLength(2);
    }),
  );

  test.each(['', 'Vert', 'ver_t', 'é', 'a b', 'a\n', '../x', 'x'.repeat(101)])(
    'DB-4: %j is not a slug',
    async (text) => {
      await withStore(open, async (store) => {
        const failure = await failureOf(store.stations.add({ ...newStation(), slug: slug(text) }));
        expect(failure).toMatchObject({ code: 'bad_slug' });
        expect(await store.stations.list()).toEqual([]);
      })();
    },
  );

  test(
    'DB-4: a slug has letters, digits and hyphens, up to a hundred',
    withStore(open, async (store) => {
      for (const text of ['a', '0-9', '-', 'x'.repeat(100)]) await store.stations.add(newStation(text));
      expect(await store.stations.list()).toHaveLength(4);
    }),
  );

  test(
    'DB-1: the settings of a port come back as they went in, and can be changed',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const settings = { mount: '/vert "1" #{x}.mp3', bitrate: 128, public: false, gain: -1.5 };
      const port = await store.ports.add({ stationId: station.id, direction: 'output', kind: 'harbor', settings });
      expect(port).toMatchObject({ direction: 'output', kind: 'harbor', settings });
      const changed = await store.ports.change(port.id, { path: 'x.wav' });
      expect(await store.ports.list(station.id)).toEqual([changed]);
      expect(changed.settings).toEqual({ path: 'x.wav' });
      await store.ports.remove(port.id);
      expect(await store.ports.list(station.id)).toEqual([]);
      expect(await failureOf(store.ports.remove(port.id))).toMatchObject({ code: 'not_found' });
      expect(await failureOf(store.ports.change(port.id, {}))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-6: a port of a kind that its direction does not have is refused, with what is allowed',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const hls = store.ports.add({ stationId: station.id, direction: 'input', kind: 'hls', settings: {} });
      expect(await failureOf(hls)).toEqual({ code: 'bad_port_kind', message: expect.stringMatching(/"hls".*harbor/) });
    }),
  );

  test(
    'DB-1: a stream is added, then replaced; streams come in order of the slug',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const night = await store.programs.add(newProgram(station, 'night', 'streamed'));
      const day = await store.programs.add(newProgram(station, 'day', 'streamed'));
      const window = { from: '22:00', to: '06:00:30' };
      await store.streams.set({ programId: night.id, window, minDelaySeconds: 0, weight: 1 });
      await store.streams.set({ programId: day.id, window: null, minDelaySeconds: 30.5, weight: 0.1 });
      await store.streams.set({ programId: night.id, window: null, minDelaySeconds: 1, weight: 2 });
      expect(await store.streams.list(station.id)).toEqual([
        { programId: day.id, window: null, minDelaySeconds: 30.5, weight: 0.1 },
        { programId: night.id, window: null, minDelaySeconds: 1, weight: 2 },
      ]);
      const weightless = store.streams.set({ programId: night.id, window, minDelaySeconds: 1, weight: 0 });
      expect(await failureOf(weightless)).toEqual({ code: 'bad_value', message: expect.stringContaining('weight') });
      const morning = await store.programs.add(newProgram(station, 'morning'));
      const scheduled = store.streams.set({ programId: morning.id, window, minDelaySeconds: 1, weight: 1 });
      expect(await failureOf(scheduled)).toMatchObject({ code: 'not_streamed' });
    }),
  );

  test(
    'DB-6: what belongs to nothing is refused',
    withStore(open, async (store) => {
      const nowhere = { ...newProgram(await store.stations.add(newStation()), 'x'), stationId: 999 as StationId };
      const failure = await failureOf(store.programs.add(nowhere));
      expect(failure).toEqual({ code: 'not_found', message: expect.stringContaining('999') });
      const episode = store.episodes.add({ programId: 999 as ProgramId, slug: slug('x'), title: '' });
      expect(await failureOf(episode)).toMatchObject({ code: 'not_found' });
      expect(await failureOf(store.stations.remove(999 as StationId))).toMatchObject({ code: 'not_found' });
      expect(await failureOf(store.programs.remove(999 as ProgramId))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-8: a station takes everything with it; one that has a log stays whole',
    withStore(open, async (store) => {
      for (const name of ['vert', 'rouge']) {
        const station = await store.stations.add(newStation(name));
        const show = await addShow(store, station, 'morning');
        await store.diffusions.add(newDiffusion(show, 0, 60));
        const sound = await store.sounds.add(newSound(station, '/a.ogg', { programId: show.program.id }));
        await store.tracks.add(newTrack(sound, 1));
        await store.ports.add({ stationId: station.id, direction: 'output', kind: 'jack', settings: {} });
        await store.monitor.commit(station.id, newBatch({ cursor: line(1) }));
      }
      const [rouge, vert] = await store.stations.list();
      if (rouge === undefined || vert === undefined) throw new Error('two stations were added');
      await store.monitor.commit(vert.id, newBatch({ entries: [newEntry()] }));
      expect(await failureOf(store.stations.remove(vert.id))).toEqual({
        code: 'in_use',
        message: expect.stringContaining('"vert"'),
      });
      await store.stations.remove(rouge.id);
      expect(await store.stations.list()).toEqual([vert]);
      expect(await store.sounds.list({})).toMatchObject([{ stationId: vert.id }]);
      expect(await store.ports.list(vert.id)).toHaveLength(1);
      expect(await store.programs.bySlug('morning')).toMatchObject([{ stationId: vert.id }]);
    }),
  );

  test(
    'DB-8: a program takes its episodes, diffusions and sounds with it, unless the log has one of them',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const morning = await addShow(store, station, 'morning');
      const evening = await addShow(store, station, 'evening');
      const diffusion = await store.diffusions.add(newDiffusion(morning, 0, 60));
      await store.diffusions.add(newDiffusion(evening, 60, 120));
      await store.sounds.add(newSound(station, '/e.ogg', { episodeId: evening.episode.id }));
      const start = newEntry({ type: 'start', source: 'dealer', diffusionId: diffusion.id });
      await store.monitor.commit(station.id, newBatch({ entries: [start] }));
      const failure = await failureOf(store.programs.remove(morning.program.id));
      expect(failure).toEqual({ code: 'in_use', message: expect.stringContaining('"morning"') });
      await store.programs.remove(evening.program.id);
      expect(await store.programs.list(station.id)).toEqual([morning.program]);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([diffusion]);
      expect(await store.sounds.list({})).toEqual([]);
    }),
  );

  test(
    'DB-3: the id of what was removed is not given again',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      await store.stations.remove(vert.id);
      const rouge = await store.stations.add(newStation('rouge'));
      expect(rouge.id).toBeGreaterThan(vert.id);
      const show = await addShow(store, rouge, 'morning');
      const diffusion = await store.diffusions.add(newDiffusion(show, 0, 60));
      await store.programs.remove(show.program.id);
      const later = await store.diffusions.add(newDiffusion(await addShow(store, rouge, 'evening'), 0, 60));
      expect(later.id).toBeGreaterThan(diffusion.id);
      expect(later.start).toEqual(at(0));
    }),
  );
}

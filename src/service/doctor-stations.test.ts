import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EngineState } from '../ports/engine.ts';
import type { Store } from '../ports/store.ts';
import {
  addShow,
  at,
  newDiffusion,
  newProgram,
  newSound,
  newStation,
  type Show,
} from '../ports/testing/store-fixtures.ts';
import { openStore } from '../store/open-store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Program, Station } from '../values/model.ts';
import { failed, ok } from '../values/result.ts';
import type { Check } from './doctor-check.ts';
import { examineStations } from './doctor-stations.ts';
import { systemClock } from './system-clock.ts';

const STOPPED = failed({ code: 'not_connected', message: '' } as const);

class Patient {
  readonly store: Store;
  readonly station: Station;
  readonly show: Show;
  readonly night: Program;
  readonly missing = new Set<string>();
  readonly broken = new Set<string>();
  dataFolder = '/data';
  daemon = { state: 'running', pid: 99, owner: null } as const as Parameters<typeof examineStations>[0]['daemon'];
  engine: Partial<EngineState> | null = { pid: 4321, engineVersion: '2.3.2', lostLines: 0 };

  private constructor(store: Store, station: Station, show: Show, night: Program) {
    this.store = store;
    this.station = station;
    this.show = show;
    this.night = night;
  }

  /** A station with a diffusion within the hour, one in two days, and music. */
  static async open(): Promise<Patient> {
    const folder = mkdtempSync(join(tmpdir(), 'airkeeper-doctor-'));
    const store = await openStore({ file: join(folder, 'airkeeper.db'), migrate: true });
    onTestFinished(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const station = await store.stations.add({ ...newStation('vert'), timeZone: 'UTC' });
    const settings = { path: 'out.wav' };
    await store.ports.add({ stationId: station.id, direction: 'output', kind: 'file', settings });
    const show = await addShow(store, station, 'morning');
    const episodeId = show.episode.id;
    await store.sounds.add(newSound(station, '/show.flac', { episodeId, type: 'archive' }));
    await store.diffusions.add(newDiffusion(show, 3600, 7200));
    const later = await store.episodes.add({ ...show.episode, slug: 'later' as Station['slug'] });
    await store.diffusions.add(newDiffusion({ ...show, episode: later }, 2 * 86_400, 2 * 86_400 + 60));
    const night = await store.programs.add(newProgram(station, 'night', 'streamed'));
    for (const path of ['/a.ogg', '/b.ogg']) await store.sounds.add(newSound(station, path, { programId: night.id }));
    return new Patient(store, station, show, night);
  }

  async examine(): Promise<ReadonlyMap<string, Check>> {
    const checks = await examineStations({
      store: this.store,
      library: {
        missing: async (paths) => new Set(paths.filter((path) => this.missing.has(path))),
        probe: async (path) => {
          if (this.broken.has(path)) throw new RefusedError('not_audio', `${path} is not audio`);
          return { durationSeconds: 60, title: '', artist: '' };
        },
      },
      clock: { ...systemClock, now: () => at(0) },
      dataFolder: this.dataFolder,
      daemon: this.daemon,
      mayReachEngine: () => true,
      engineFor: () => ({
        observe: async () => (this.engine === null ? STOPPED : ok(this.engine as EngineState)),
        close: () => {},
      }),
    });
    return new Map(checks.map((check) => [check.name, check]));
  }

  async wrong(): Promise<readonly Check[]> {
    return [...(await this.examine()).values()].filter((check) => !check.ok);
  }
}

describe('CL-18: doctor looks at stations', () => {
  test('one that is well', async () => {
    const patient = await Patient.open();
    const checks = [...(await patient.examine()).values()];
    expect(checks.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      'Airkeeper: runs (process 99)',
      'vert engine: Liquidsoap 2.3.2 runs (process 4321)',
      'vert diffusions: the next 24 h have 1, all with sounds',
      'vert stream night: 2 pieces to play',
    ]);
    expect(checks.every(({ ok, remedy }) => ok && remedy === null)).toBe(true);
  });

  test('Airkeeper and the engine that do not run', async () => {
    const patient = await Patient.open();
    patient.engine = null;
    expect(await patient.wrong()).toMatchObject([
      { name: 'vert engine', remedy: expect.stringContaining('engine.log') },
    ]);
    patient.daemon = { state: 'stopped', pid: null, owner: null };
    expect(await patient.wrong()).toMatchObject([
      { name: 'Airkeeper', remedy: 'airkeeper start' },
      { name: 'vert engine', remedy: 'airkeeper start' },
    ]);
    await patient.store.stations.change(patient.station.id, { enabled: false });
    expect(await patient.wrong()).toEqual([]);
    expect((await patient.examine()).get('vert station')?.message).toContain('airkeeper station enable vert');
  });

  test('a coming diffusion without a sound, or with one that is missing or broken', async () => {
    const patient = await Patient.open();
    patient.missing.add('/show.flac');
    expect(await patient.wrong()).toEqual([
      {
        name: 'vert episode vert/morning/morning-1',
        ok: false,
        message: `diffusion 1 at 2027-01-15 09:00:00: 1 of 1 sounds cannot be played: sound 1: there is no file /show.flac`,
        remedy:
          'put the file back, or name another: airkeeper sound set 1 --path FILE; or take it out: airkeeper sound remove 1',
      },
    ]);
    patient.missing.clear();
    patient.broken.add('/show.flac');
    expect(await patient.wrong()).toMatchObject([{ message: expect.stringContaining('/show.flac is not audio') }]);
    const [sound] = await patient.store.sounds.list({ path: '/show.flac' });
    await patient.store.sounds.change(sound?.id ?? (0 as never), { type: 'removed' });
    expect(await patient.wrong()).toMatchObject([
      {
        name: 'vert episode vert/morning/morning-1',
        message: expect.stringContaining('has no sound'),
        remedy: 'airkeeper sound add FILE --episode vert/morning/morning-1, or: airkeeper diffusion cancel 1',
      },
    ]);
    await patient.store.diffusions.add(newDiffusion(patient.show, 7200, 7300));
    expect(await patient.wrong()).toMatchObject([
      { message: expect.stringMatching(/^diffusion 1 at 2027-01-15 09:00:00, and 1 more in 24 h: /) },
    ]);
    await patient.store.diffusions.change(3 as never, { type: 'cancelled' });
    await patient.store.diffusions.change(1 as never, { type: 'cancelled' });
    expect(await patient.wrong()).toEqual([]);
  });

  test('music that is missing, broken, none at all', async () => {
    const patient = await Patient.open();
    patient.missing.add('/a.ogg');
    patient.broken.add('/b.ogg');
    expect(await patient.wrong()).toMatchObject([
      {
        name: 'vert stream night',
        message: '2 of 2 sounds cannot be played: sound 2: there is no file /a.ogg; sound 3: /b.ogg is not audio',
      },
    ]);
    for (const { id } of await patient.store.sounds.list({ programId: patient.night.id })) {
      await patient.store.sounds.remove(id);
    }
    expect(await patient.wrong()).toMatchObject([{ remedy: 'airkeeper sound add FILE… --program vert/night' }]);
    await patient.store.programs.remove(patient.night.id);
    expect(await patient.wrong()).toMatchObject([
      { name: 'vert music', remedy: expect.stringMatching(/^airkeeper program add vert "Music" --streamed/) },
    ]);
  });

  test('lines of the journal that are lost', async () => {
    const patient = await Patient.open();
    patient.engine = { ...patient.engine, lostLines: 2 };
    expect(await patient.wrong()).toMatchObject([
      {
        name: 'vert journal',
        message: expect.stringContaining('could not write 2 lines'),
        remedy: expect.stringContaining('disk of /data'),
      },
    ]);
  });

  test('JO-12: a file of another station among the journal, and a cue sheet that cannot be read', async () => {
    const patient = await Patient.open();
    patient.dataFolder = mkdtempSync(join(tmpdir(), 'airkeeper-doctor-'));
    onTestFinished(() => rmSync(patient.dataFolder, { recursive: true }));
    const folder = join(patient.dataFolder, 'stations', 'vert');
    const database = '0b7ad2f4-3c36-4b5e-8b51-9a5a7f1d0c11';
    mkdirSync(join(folder, 'journal'), { recursive: true });
    writeFileSync(join(folder, 'database.id'), `${database} 1\n`);
    const line = { run: '000009-ffff', seq: 1, atMs: 1, kind: 'up', owner: `${database} 1` };
    const write = () => writeFileSync(join(folder, 'journal', '000009-ffff.000001.jsonl'), `${JSON.stringify(line)}\n`);
    write();
    writeFileSync(join(folder, 'cues.json'), '{"version":"","cues":[],"stop":[]}');
    expect(await patient.wrong()).toEqual([]);
    line.owner = `${database} 2`;
    write();
    writeFileSync(join(folder, 'cues.json'), '{"version":"","cues":[');
    expect(await patient.wrong()).toMatchObject([
      {
        name: 'vert journal',
        message: '000009-ffff.000001.jsonl is of another station or database, and is not read',
        remedy: expect.stringContaining(join(folder, 'journal')),
      },
      { name: 'vert cue sheet', message: expect.stringContaining('is not a cue sheet') },
    ]);
  });
});

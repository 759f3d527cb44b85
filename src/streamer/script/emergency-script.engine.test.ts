import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeCodedSound } from '../../../tests/ears/coded-sound.ts';
import type { JournalLine } from '../../ports/journal.ts';
import type { PortId, Slug, StationId } from '../../values/ids.ts';
import type { Port, Station } from '../../values/model.ts';
import { createLiquidsoapEngine } from '../liquidsoap-engine.ts';
import { checkScript } from '../liquidsoap-program.ts';
import { startEngine } from '../start-engine.ts';
import { ENGINE_SOCKET, type StationFolder, stationFolder } from '../station-folder.ts';
import { stopEngine } from '../stop-engine.ts';
import { realClock } from '../testing/real-clock.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { isEmergencyScript, renderEmergencyScript } from './emergency-script.ts';
import { outputsOf } from './port-settings.ts';

const STATION = { id: 1 as StationId, slug: 'vert' as Slug, name: 'Vert "#{exit()}', timeZone: 'UTC' } as Station;

function port(id: number, kind: string, settings: Port['settings']): Port {
  return { id: id as PortId, stationId: STATION.id, direction: 'output', kind, settings };
}

async function script(ports: readonly Port[]): Promise<StationFolder> {
  const folder = stationFolder(await tempFolder(), 'vert');
  await mkdir(folder.journal, { recursive: true });
  const { text } = renderEmergencyScript(STATION, outputsOf(ports), ENGINE_SOCKET, 'emergency.m3u');
  await writeFile(folder.script, text);
  return folder;
}

test('KE-8: Liquidsoap takes the emergency script with outputs of each kind', async () => {
  const folder = await script([
    port(1, 'harbor', { port: 8010, mount: '/x.mp3' }),
    port(2, 'icecast', { host: '127.0.0.1', mount: '/x.ogg', password: 'p"#{1}\\', format: 'ogg' }),
    port(3, 'file', { path: 'rec/x y.flac', format: 'flac' }),
    port(4, 'hls', { path: 'hls', segmentSeconds: 2.5 }),
    port(5, 'file', { path: 'x.opus', format: 'opus' }),
  ]);
  await checkScript(folder.script);
});

test('KE-8: it plays its list over and over, journals it, answers, and plays silence when there is nothing', async () => {
  const folder = await script([port(3, 'file', { path: 'x.wav' })]);
  const sound = join(folder.root, 'é "1".wav');
  await makeCodedSound({ number: 1, durationSeconds: 2, path: sound, format: 'wav' });
  await writeFile(join(folder.root, 'emergency.m3u'), `${sound}\n/no/such.ogg\n`);
  const engine = createLiquidsoapEngine({ folder, clock: realClock });
  onTestFinished(async () => {
    await engine.close();
    await stopEngine(folder, realClock);
  });
  const { run } = await startEngine(folder, { timeZone: 'UTC', lastRun: null });
  const lines = async (): Promise<readonly JournalLine[]> => (await engine.readJournal(null)).lines;
  const ons = async () => (await lines()).filter((line) => line.kind === 'on');
  await expect.poll(async () => (await ons()).length, { timeout: 40_000, interval: 200 }).toBeGreaterThanOrEqual(3);
  const state = await engine.observe();
  expect(state.ok && isEmergencyScript(state.value.script)).toBe(true);
  expect(state).toMatchObject({ ok: true, value: { run, onAir: { source: 'emergency', request: { uri: sound } } } });
  expect((await engine.command({ kind: 'reload_cues' })).ok).toBe(true);

  await rename(sound, `${sound}.gone`);
  await expect
    .poll(async () => (await lines()).filter(({ kind }) => kind === 'on' || kind === 'off').at(-1)?.kind, {
      timeout: 20_000,
      interval: 200,
    })
    .toBe('off');
  const before = (await readFile(join(folder.root, 'x.wav'))).length;
  await realClock.sleep(1000, new AbortController().signal);
  expect((await readFile(join(folder.root, 'x.wav'))).length).toBeGreaterThan(before);
  await stopEngine(folder, realClock);
  const all = await lines();
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(all[0]?.kind).toBe('up');
  expect(all.at(-1)?.kind).toBe('down');
});

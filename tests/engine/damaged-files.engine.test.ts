import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { cue, file, RunningStation, stream } from './running-station.ts';

const stations: RunningStation[] = [];
afterAll(async () => {
  for (const station of stations) await station.close();
});

async function playing(): Promise<RunningStation> {
  const station = await RunningStation.make();
  stations.push(station);
  const [one, two] = [await station.sine('one.wav', 60), await station.sine('two.wav', 60)];
  await station.putStreams([
    stream('night', [
      [1, one],
      [2, two],
    ]),
  ]);
  await station.start();
  await station.line('on');
  return station;
}

const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['cut short', (text) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['with another type in it', (text) => text.replace(/"start":\d+|"weight":\d+/, '"start":"soon"')],
  ['no JSON', () => 'edited by hand\0\n'],
];

test.each(DAMAGE)(
  'EN-13: of a cue sheet that is %s nothing is taken: the one before stands, and the log says so',
  async (_, damage) => {
    const station = await playing();
    const show = await station.sine('show.wav', 2);
    await station.setCues([cue(7, [file(3, show)], { startMs: Date.now() + 8000 })]);
    const { cueSheetVersion } = await station.state();
    await writeFile(station.folder.cueSheet, damage(await readFile(station.folder.cueSheet, 'utf8')));
    await station.command({ kind: 'reload_cues' });
    await station.eventually('it is said', 5000, async () =>
      /cues\.json was not read/.test(await readFile(station.folder.log, 'utf8')) ? true : null,
    );
    expect((await station.state()).cueSheetVersion).toBe(cueSheetVersion);
    // the cue that it knows begins all the same
    await station.line('cue', (line) => line.cue === '7#0' && line.state === 'started');
  },
);

test('EN-13: so it is with the streams and a playlist that are cut short or gone', async () => {
  const station = await playing();
  const { streamPlansVersion } = await station.state();
  const plans = await readFile(station.folder.streamPlans, 'utf8');
  await writeFile(station.folder.streamPlans, plans.slice(0, plans.length / 2));
  await station.command({ kind: 'reload_streams' });
  await sleep(1000);
  expect((await station.state()).onAir?.source).toBe('night');
  expect((await station.state()).streamPlansVersion).toBe(streamPlansVersion);
  // a playlist that somebody edited: the lines that can be read are played
  const [name = ''] = await readdir(station.folder.playlists);
  const playlist = join(station.folder.playlists, name);
  await writeFile(station.folder.streamPlans, plans.replace(streamPlansVersion, 'edited'));
  const lines = (await readFile(playlist, 'utf8')).split('\n');
  await writeFile(playlist, `${lines[0]}\nnot a piece\n${lines[1]?.slice(0, 12)}`);
  await station.command({ kind: 'reload_streams' });
  await sleep(1000);
  await station.command({ kind: 'skip', source: 'night' });
  await sleep(1000);
  expect((await station.state()).onAir?.source).toBe('night');
});

test('JO-2, EN-70: a journal that is cut or written into while the engine plays goes on behind it', async () => {
  const station = await playing();
  const [segment = ''] = await readdir(station.folder.journal);
  const path = join(station.folder.journal, segment);
  const { seq } = await station.state();
  await truncate(path, 40);
  await station.command({ kind: 'skip', source: 'night' });
  const on = await station.line('on', (line) => line.seq > seq);
  await writeFile(path, `${await readFile(path, 'utf8')}half a line {"run":"${station.run}","seq":`);
  await station.command({ kind: 'skip', source: 'night' });
  await station.line('on', (line) => line.seq > on.seq);
});

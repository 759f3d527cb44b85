import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import { Harness } from './harness.ts';

interface Printed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly troubles: readonly Readonly<Record<string, unknown>>[];
}

const MORNING = { program: 'morning', episode: 'monday', start: '2026-12-01T07:00:00.250+01:00' };

/** It is the 30th of November, 13:00 in Brussels. */
async function vert(...more: readonly string[]): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('a.ogg', { title: 'Song A', durationSeconds: 200 });
  harness.addFile('b.ogg', { title: 'Song, B', durationSeconds: 250 });
  harness.addFile('show.ogg', { title: 'The show', durationSeconds: 3600 });
  await harness.all(
    'station add "Radio Vert" --slug vert --timezone Europe/Brussels',
    'program add vert "Night music" --slug night --streamed',
    'sound add a.ogg b.ogg --program night',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'sound add show.ogg --episode monday',
    'diffusion add monday --start 2026-12-01T07:00:00.250 --duration 1h --hard',
    ...more,
  );
  return harness;
}

async function rehearsal(harness: Harness, ...argv: readonly string[]): Promise<Printed> {
  return (await harness.json('rehearse', ...argv)) as Printed;
}

describe('RH-2: rehearse', () => {
  test('prints each programme and piece with its instants, in the zone of the station', async () => {
    const harness = await vert();
    const printed = await rehearsal(harness, 'vert', '--from', '2026-12-01', '--to', '2026-12-08');
    expect(Object.keys(printed)).toEqual(['items', 'troubles']);
    expect(printed.troubles).toEqual([]);
    const show = printed.items.findIndex(({ source }) => source === 'dealer');
    expect(printed.items[show]).toEqual({
      start: '2026-12-01T07:00:00.250+01:00',
      end: '2026-12-01T08:00:00.250+01:00',
      source: 'dealer',
      sound: { id: 3, title: 'The show', path: `${harness.cwd}/show.ogg` },
      diffusion: { id: 1, ...MORNING },
      reason: 'hard cue 1#0, on time',
    });
    expect(printed.items[show - 1]).toMatchObject({
      source: 'night',
      end: '2026-12-01T07:00:00.250+01:00',
      diffusion: null,
      reason: expect.stringMatching(/^stream night/),
    });
    expect(printed.items.length).toBeGreaterThan(2000);
  });

  test('RH-4: without a period it is the next 24 hours, and the station may be an option', async () => {
    const harness = await vert();
    const { items } = await rehearsal(harness, '--station', 'vert');
    const first = Temporal.Instant.from(String(items[0]?.end));
    const last = Temporal.Instant.from(String(items.at(-1)?.start));
    expect(Temporal.Instant.compare(first, harness.now)).toBe(1);
    expect(harness.now.until(first).total('seconds')).toBeLessThanOrEqual(250);
    expect(harness.now.until(last).total('seconds')).toBeLessThan(86_400);
    expect(harness.now.until(last).total('seconds')).toBeGreaterThan(86_400 - 251);
    expect(await rehearsal(harness)).toEqual({ items, troubles: [] });
  });

  test('RH-1: nothing is changed, no engine is told anything, and nobody is told', async () => {
    const harness = await vert('diffusion add monday --start 2026-12-01T07:45 --duration 1h --soft');
    const everything = () =>
      harness.withStore(async (store) => {
        const { id } = must(await store.stations.bySlug('vert'), 'the station');
        return [await store.diffusions.list(id, null, null), await store.log.list({ stationId: id })];
      });
    harness.engine.runs('vert');
    const [before, notified] = [await everything(), harness.notified];
    expect((await rehearsal(harness)).troubles).not.toEqual([]);
    expect(await everything()).toEqual(before);
    expect([harness.notified, harness.engine.commands]).toEqual([notified, []]);
  });

  test('RH-6: its troubles, each with its rule and its diffusion', async () => {
    const harness = await vert('episode add morning Live', 'diffusion add live --start 2026-12-01T09:00 --duration 1h');
    harness.library = {
      ...harness.library,
      missing: async (paths) => new Set(paths.filter((path) => /show/.test(path))),
    };
    const { items, troubles } = await rehearsal(harness, 'vert');
    expect(items.every(({ diffusion }) => diffusion === null)).toBe(true);
    expect(troubles).toEqual([
      {
        at: '2026-12-01T07:00:00.250+01:00',
        name: 'file_missing',
        message: `none of its files can be read: ${harness.cwd}/show.ogg`,
        rule: 'MO-18',
        diffusion: { id: 1, ...MORNING },
      },
      {
        at: '2026-12-01T07:20:00.250+01:00',
        name: 'cancelled',
        message: `not started by its latest start, 07:20:00.250: its file is missing: ${harness.cwd}/show.ogg`,
        rule: 'MO-30',
        diffusion: { id: 1, ...MORNING },
      },
      {
        at: '2026-12-01T09:00:00.000+01:00',
        name: 'no_sound',
        message: 'its episode has no sound: nothing of it is played, and music goes on',
        rule: 'MO-32',
        diffusion: { id: 2, program: 'morning', episode: 'live', start: '2026-12-01T09:00:00.000+01:00' },
      },
    ]);
    const { out } = await harness.run('rehearse', 'vert');
    expect(out).toMatch(/^2026-12-01 09:00:00 +no_sound +2 morning\/live +its episode has no sound.* +MO-32$/m);
  });

  test('as text: what is heard, then the troubles', async () => {
    const { out, status } = await (await vert()).run(
      'rehearse',
      'vert',
      '--from',
      '2026-12-01T06:59',
      '--to',
      '2026-12-01T07:01',
    );
    expect(status).toBe(0);
    expect(out).toMatch(/^START +END +SOURCE +WHAT +REASON\n/);
    expect(out).toMatch(
      /\n2026-12-01 07:00:00.250 +2026-12-01 08:00:00.250 +dealer +morning\/monday "The show" +hard cue 1#0, on time\n/,
    );
    expect(out).toMatch(/\n\nNo trouble\.\n$/);
    const silent = await (await empty()).run('rehearse');
    expect(silent.out).toMatch(/^Nothing would be heard\.\n\nAT +TROUBLE/);
    expect(silent.out).toContain('nothing is heard from then on: the station has no music');
  });

  test('RH-4: a disabled station is rehearsed with a warning', async () => {
    const harness = await vert('station disable vert');
    const outcome = await harness.run('rehearse', 'vert', '--json');
    expect(outcome).toMatchObject({ status: 0, err: expect.stringContaining('"code":"disabled"') });
    expect((outcome.json() as Printed).items.length).toBeGreaterThan(100);
  });

  test('a disk that does not answer is warned of', async () => {
    const harness = await vert();
    harness.library = { ...harness.library, silent: ['/mnt/archive'] };
    const { status, err } = await harness.run('rehearse', 'vert');
    expect(status).toBe(0);
    expect(err).toBe('warning: /mnt/archive does not answer: its files are taken to be there\n');
  });
});

describe('RH-8: rehearse --ics', () => {
  test('prints an event for each diffusion that is heard, with its trouble', async () => {
    const harness = await vert('diffusion add monday --start 2026-12-01T07:45 --duration 1h --soft');
    const run = () => harness.run('rehearse', 'vert', '--from', '2026-12-01', '--to', '2026-12-02', '--ics');
    const { out, status } = await run();
    expect(status).toBe(0);
    const lines = out.replaceAll('\r\n ', '').split('\r\n');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(lines).toContain('DTSTART:20261201T060000Z');
    expect(lines).toContain('DTEND:20261201T070000Z');
    expect(lines).toContain('SUMMARY:Morning: Monday');
    expect(lines.filter((line) => line.startsWith('DESCRIPTION:'))).toEqual([
      'DESCRIPTION:2026-12-01 07:00:00.250 The show',
      expect.stringMatching(
        /^DESCRIPTION:Trouble\\, overlap: diffusion 2 \(Morning: Monday\) shares 15 min with diffusion 1 .*the other soft \[TT-40\]\\n2026-12-01 08:00:00.250 The show$/,
      ),
    ]);
    expect(lines.find((line) => line.startsWith('UID:'))).toMatch(/^UID:diffusion-1\.[0-9a-f-]{36}@airkeeper$/);
    expect((await run()).out).toBe(out);
  });

  test('is not JSON', async () => {
    const outcome = await (await vert()).run('rehearse', 'vert', '--ics', '--json');
    expect(outcome).toMatchObject({ status: 2, out: '' });
    expect(outcome.error().code).toBe('conflicting_option');
  });
});

describe('RH-4: a period that is none is refused', () => {
  test.each([
    [
      ['--from', '2026-12-02', '--to', '2026-12-01'],
      1,
      'from 2026-12-02 00:00:00 to 2026-12-01 00:00:00: allowed is a period that ends after where it begins',
    ],
    [['--from', '2026-12-02', '--to', '2026-12-02'], 1, 'ends after where it begins'],
    [['--to', '2026-11-30T12:00'], 1, 'ends after now, which is where it begins without --from'],
    [['--from', '2026-12-01', '--to', '2027-12-03'], 1, 'is 367 days: allowed are 366 at most'],
    [['--from', 'soon'], 2, '--from'],
    [['--to', '2026-13-01'], 2, '--to'],
    [['--station', 'rouge'], 2, 'two stations are named, vert and rouge'],
  ])('%j', async (options, status, message) => {
    const outcome = await (await vert()).run('rehearse', 'vert', ...options);
    expect(outcome).toMatchObject({ status, out: '', err: expect.stringContaining(message) });
  });

  test('366 days are allowed, and a station that is not there is named', async () => {
    const harness = await empty();
    expect((await harness.run('rehearse', '--from', '2026-12-01', '--to', '2027-12-02')).status).toBe(0);
    expect(await harness.run('rehearse', 'rouge')).toMatchObject({ status: 1, err: expect.stringContaining('rouge') });
  });
});

async function empty(): Promise<Harness> {
  const harness = new Harness();
  await harness.all('station add Leer --timezone Europe/Berlin');
  return harness;
}

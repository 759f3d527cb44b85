import { Buffer } from 'node:buffer';
import { convertIcsCalendar, extendByRecurrenceRule } from 'ts-ics';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import { Harness, words } from './harness.ts';

/** It is 13:00 in Brussels on 30 November 2026. */
async function station(): Promise<Harness> {
  const harness = new Harness();
  await harness.all(
    'station add "Radio Vert" --slug vert --timezone Europe/Brussels',
    'program add vert Morning --scheduled',
    'program add vert "Talk, of <the> \\"town\\" & all" --slug talk --scheduled'.replaceAll('\\"', "'"),
    'episode add talk "By hand, \'quoted\'"',
    'diffusion add by-hand-quoted --start 2026-12-03T08:00 --duration 90m',
    'schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
    'schedule add talk --first 2026-12-06 --time 20:00:30.250 --duration 1h --preset first-and-third --hard',
    'schedule add talk --rerun-of 2 --after 2d --time 10:00',
    'timetable update vert --to 2027-05-01',
  );
  return harness;
}

async function exported(harness: Harness, ...argv: readonly string[]): Promise<string> {
  const outcome = await harness.run('timetable', 'export', 'vert', ...argv);
  expect(outcome).toMatchObject({ status: 0, err: '' });
  return outcome.out;
}

interface Listed {
  readonly id: number;
  readonly program: string;
  readonly start: string;
  readonly end: string;
}

async function listed(harness: Harness, from: string, to: string): Promise<readonly Listed[]> {
  return (await harness.json('timetable', 'list', 'vert', '--from', from, '--to', to)) as readonly Listed[];
}

describe('TT-63: ics by ts-ics', () => {
  test('expanded, each diffusion is there with its instants', async () => {
    const harness = await station();
    const text = await exported(harness, '--format', 'ics', '--expanded', '--from', '2026-12-01', '--to', '2027-05-01');
    const { events = [] } = convertIcsCalendar(undefined, text);
    const found = events.map(({ start, end }) => [start.date.getTime(), must(end, 'the end').date.getTime()]);
    const second = (iso: string): number => Math.floor(Date.parse(iso) / 1000) * 1000;
    const wanted = (await listed(harness, '2026-12-01', '2027-05-01')).map(({ start, end }) => [
      second(start),
      second(end),
    ]);
    expect(found).toEqual(wanted);
    expect(events.map(({ summary }) => summary)).toContain("Talk, of <the> 'town' & all: By hand, 'quoted'");
  });

  test('as a rule, it comes to the same', async () => {
    const harness = await station();
    const text = await exported(harness, '--format', 'ics', '--program', 'morning', '--from', '2026-12-01');
    const [series] = must(convertIcsCalendar(undefined, text).events, 'the events');
    const { start, recurrenceRule } = must(series, 'the series');
    const dates = extendByRecurrenceRule(must(recurrenceRule, 'the rule'), {
      start: start.date,
      end: new Date('2027-03-01T00:00:00Z'),
    });
    const morning = (await listed(harness, '2026-12-01', '2027-03-01')).filter(({ program }) => program === 'morning');
    expect(dates.map((date) => date.getTime())).toEqual(morning.map(({ start: at }) => Date.parse(at)));
  });

  test('of one program alone, and no line is too long', async () => {
    const harness = await station();
    const text = await exported(harness, '--format', 'ics', '--program', 'morning');
    expect(text).not.toContain('Talk');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });
});

test('TT-64: from the beginning of the day on, unless it is said', async () => {
  const harness = await station();
  harness.now = Temporal.Instant.from('2026-12-08T10:00:00Z');
  const ids = (text: string): readonly string[] => text.match(/UID:diffusion-\d+/g) ?? [];
  const all = ids(await exported(harness, '--format', 'ics', '--expanded', '--from', '2026-11-30'));
  const coming = ids(await exported(harness, '--format', 'ics', '--expanded'));
  // 1, 3 (two of them) and 6 December are over
  expect(coming).toEqual(all.slice(4));
});

test('TT-74: csv, field by field', async () => {
  const harness = await station();
  const text = await exported(harness, '--format', 'csv', '--from', '2026-12-03', '--to', '2026-12-07');
  expect(text.split('\r\n')).toEqual([
    'id,program,program_name,episode,title,start,end,duration_seconds,type,start_mode,layer,initial,schedule,zone_note',
    expect.stringMatching(
      /^\d+,morning,Morning,morning-2026-12-03,"Morning – December 3, 2026",2026-12-03T07:00:00\.000\+01:00,2026-12-03T09:00:00\.000\+01:00,7200,on_air,soft,0,,1,$/,
    ),
    expect.stringMatching(
      /^1,talk,"Talk, of <the> 'town' & all",by-hand-quoted,"By hand, 'quoted'",2026-12-03T08:00:00\.000\+01:00,.*,5400,on_air,soft,0,,,$/,
    ),
    expect.stringMatching(
      /^\d+,talk,.*,2026-12-06T20:00:30\.250\+01:00,2026-12-06T21:00:30\.250\+01:00,3600,on_air,hard,0,,2,$/,
    ),
    '',
  ]);
});

test('TT-74: json is as timetable list has it, with a version', async () => {
  const harness = await station();
  const json = JSON.parse(await exported(harness, '--format', 'json', '--from', '2026-12-03', '--to', '2026-12-07'));
  expect(json).toEqual({
    version: 1,
    airkeeper: '1.2.3',
    station: 'vert',
    timeZone: 'Europe/Brussels',
    from: '2026-12-03T00:00:00.000+01:00',
    to: '2026-12-07T00:00:00.000+01:00',
    diffusions: await listed(harness, '2026-12-03', '2026-12-07'),
  });
  expect(json.diffusions[0]).toMatchObject({ program: 'morning', conflicts: [1] });
});

test('TT-75: schema.org', async () => {
  const harness = await station();
  const text = await exported(harness, '--format', 'schema-org', '--from', '2026-12-05', '--to', '2026-12-09');
  const { '@graph': graph, ...rest } = JSON.parse(text) as { '@graph': readonly Record<string, unknown>[] };
  expect(rest).toEqual({ '@context': 'https://schema.org' });
  const [service, initial, , rerun] = graph;
  expect(service).toMatchObject({
    '@type': 'BroadcastService',
    name: 'Radio Vert',
    broadcastTimezone: 'Europe/Brussels',
  });
  expect(initial).toMatchObject({
    '@type': 'BroadcastEvent',
    startDate: '2026-12-06T20:00:30.250+01:00',
    eventStatus: 'https://schema.org/EventScheduled',
    publishedOn: { '@id': service?.['@id'] },
    workPerformed: {
      '@type': 'RadioEpisode',
      partOfSeries: { '@type': 'RadioSeries', name: expect.stringContaining('Talk') },
    },
  });
  expect(graph).toHaveLength(4);
  expect(rerun).toMatchObject({ isLiveBroadcast: false, superEvent: { '@id': initial?.['@id'] } });
});

/** The elements of the schema of ETSI TS 102 818 V3.4.1 that are written, each with what may be in it, in order. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  epg: ['programmeGroups', 'schedule'],
  programmeGroups: ['programmeGroup'],
  programmeGroup: ['shortName', 'mediumName', 'longName', 'mediaDescription', 'genre', 'keywords', 'memberOf', 'link'],
  schedule: ['scope', 'programme'],
  scope: ['serviceScope'],
  programme: [
    'shortName',
    'mediumName',
    'longName',
    'location',
    'mediaDescription',
    'genre',
    'keywords',
    'memberOf',
    'link',
  ],
  location: ['time', 'bearer'],
  mediaDescription: ['shortDescription', 'longDescription'],
};
const TIME_POINT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  programmeGroups: { creationTime: TIME_POINT, originator: /^.{1,128}$/ },
  programmeGroup: { id: /^crid:\/\/.+\/.+$/, shortId: /^\d{1,8}$/, type: /^show$/ },
  schedule: { creationTime: TIME_POINT, originator: /^.{1,128}$/ },
  scope: { startTime: TIME_POINT, stopTime: TIME_POINT },
  serviceScope: { id: /^[a-z]+:.+$/ },
  programme: { id: /^crid:\/\/.+\/.+$/, shortId: /^\d{1,8}$/ },
  time: { time: TIME_POINT, duration: /^PT(\d+H)?(\d+M)?(\d+S)?$/ },
  memberOf: { id: /^crid:\/\/.+\/.+$/, shortId: /^\d{1,8}$/ },
};
const MOST_CHARACTERS: Readonly<Record<string, number>> = { mediumName: 16, longName: 128, shortDescription: 180 };

/** Holds a document to the tables; the elements, with the text of those that have one. */
function validated(
  xml: string,
): readonly { readonly name: string; readonly attributes: string; readonly text: string }[] {
  const open: { readonly name: string; last: number }[] = [];
  const found: { name: string; attributes: string; text: string }[] = [];
  const tokens = xml
    .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
    .matchAll(/<(\/?)([a-zA-Z]+)([^<>]*?)(\/?)>([^<]*)/g);
  for (const [, end, name = '', attributes = '', empty, text = ''] of tokens) {
    if (end === '/') {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const parent = open.at(-1);
    if (parent !== undefined) {
      const place = must(CHILDREN[parent.name], parent.name).indexOf(name);
      expect(place, `${name} in ${parent.name}`).toBeGreaterThanOrEqual(parent.last);
      parent.last = place;
    }
    const given = Object.fromEntries(
      [...attributes.matchAll(/ ([a-zA-Z:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    for (const [key, form] of Object.entries(ATTRIBUTES[name] ?? {}))
      expect(given[key], `${name} ${key}`).toMatch(form);
    const plain = text.replace(/&(?:amp|lt|gt|quot);/g, '.');
    expect([...plain].length).toBeLessThanOrEqual(MOST_CHARACTERS[name] ?? 100_000);
    found.push({ name, attributes, text });
    if (empty !== '/') open.push({ name, last: 0 });
  }
  expect(open).toEqual([]);
  return found;
}

describe('TT-76: SPI', () => {
  test('is as its schema has it, and has what has the air', async () => {
    const harness = await station();
    const options = ['--authority', 'vert.example', '--bearer', 'fm:ce1.c479.09580', 'dab:ce1.c185.c479.0'];
    const text = await exported(harness, '--format', 'spi', '--from', '2026-12-03', '--to', '2026-12-09', ...options);
    const elements = validated(text);
    const times = elements.filter(({ name }) => name === 'time').map(({ attributes }) => attributes);
    expect(times).toEqual([
      ' time="2026-12-03T07:00:00+01:00" duration="PT2H"',
      // the other one has the air until 9
      ' time="2026-12-03T09:00:00+01:00" duration="PT30M"',
      ' time="2026-12-06T20:00:30+01:00" duration="PT1H"',
      ' time="2026-12-08T07:00:00+01:00" duration="PT2H"',
      ' time="2026-12-08T10:00:00+01:00" duration="PT1H"',
    ]);
    expect(elements.filter(({ name }) => name === 'serviceScope')).toHaveLength(2);
    expect(text).toContain("<longName>Talk, of &lt;the&gt; 'town' &amp; all: By hand, 'quoted'</longName>");
    expect(text).toContain('<mediumName>Talk, of &lt;the&gt;…</mediumName>');
    expect(text).toContain('id="crid://vert.example/diffusion/1"');
  });

  test('what is cancelled or not confirmed is none of it', async () => {
    const harness = await station();
    await harness.all(
      'diffusion cancel 1',
      'diffusion add by-hand-quoted --start 2026-12-05T08:00 --duration 1h --type unconfirmed',
    );
    const text = await exported(harness, '--format', 'spi', '--from', '2026-12-03', '--to', '2026-12-06');
    expect(validated(text).filter(({ name }) => name === 'programme')).toHaveLength(1);
    expect(text).toContain('.airkeeper.invalid/');
  });
});

test('what a format does not know, and programs of others, are refused', async () => {
  const harness = await station();
  for (const [line, code] of [
    ['--format csv --expanded', 'conflicting_option'],
    ['--format ics --authority vert.example', 'conflicting_option'],
    ['--format spi --authority vert', 'wrong_authority'],
    ['--format pdf', 'usage'],
    ['', 'usage'],
    ['--format ics --program none', 'unknown_program'],
  ] as const) {
    const outcome = await harness.run('timetable', 'export', 'vert', ...words(line), '--json');
    expect(outcome.status, line).toBeGreaterThan(0);
    expect(outcome.out).toBe('');
    if (code !== 'usage') expect(outcome.error().code, line).toBe(code);
  }
});

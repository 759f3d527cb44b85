import { expect, test } from 'vitest';
import type { Alarm, AlarmId } from '../../values/alarms.ts';
import type { StationId } from '../../values/ids.ts';
import { type AlarmRecord, type AlarmSettings, NO_ALARM_SETTINGS, noticesOf } from '../alarm-store.ts';
import { at, failureOf, newStation, type OpenStore, withStore } from './store-fixtures.ts';

function record(id: string, more: Partial<Alarm> = {}): AlarmRecord {
  const alarm: Alarm = {
    id: id as AlarmId,
    name: 'engine_down',
    station: null,
    subject: '',
    raised: at(0),
    cleared: null,
    message: 'The engine is not running',
    remedy: 'Wait',
    ...more,
  };
  return { alarm, notices: noticesOf('raised') };
}

function withOutcome({ alarm, notices }: AlarmRecord, outcome: 'delivered' | 'abandoned', attempts = 1): AlarmRecord {
  return { alarm, notices: notices.map((notice) => ({ ...notice, outcome, attempts })) };
}

/** What the store does with alarms, for those who raise them and those who look. */
export function testAlarms(open: OpenStore): void {
  test(
    'AL-2: an alarm comes back as it went in, with its station and what became of its notices',
    withStore(open, async (store) => {
      const { id, slug } = await store.stations.add(newStation());
      const own = record('a', { station: { id, slug }, subject: '"ü #{}', message: 'x'.repeat(3000) });
      const general = record('b', { name: 'database_down', raised: at(1) });
      expect(await store.alarms.put(general)).toEqual(general);
      expect(await store.alarms.put(own)).toEqual(own);
      expect(await store.alarms.unsettled()).toEqual([own, general]);
      expect(await store.alarms.list({})).toEqual([own.alarm, general.alarm]);
    }),
  );

  test(
    'AL-3: writing an alarm again changes nothing, and what is over stays over',
    withStore(open, async (store) => {
      const raised = record('a');
      await store.alarms.put(raised);
      const told = withOutcome(raised, 'delivered');
      expect(await store.alarms.put(told)).toEqual(told);
      expect(await store.alarms.put(raised)).toEqual(told);
      expect(await store.alarms.put(withOutcome(raised, 'abandoned', 7))).toEqual(withOutcome(raised, 'delivered', 7));
      const cleared = { alarm: { ...raised.alarm, cleared: at(9) }, notices: noticesOf('cleared') };
      const both = {
        alarm: cleared.alarm,
        notices: [...withOutcome(raised, 'delivered', 7).notices, ...cleared.notices],
      };
      expect(await store.alarms.put(cleared)).toEqual(both);
      expect(await store.alarms.put({ ...cleared, alarm: { ...cleared.alarm, cleared: at(10) } })).toEqual(both);
      expect(await store.alarms.put(raised)).toEqual(both);
      expect(await store.alarms.unsettled()).toEqual([both]);
      await store.alarms.put(withOutcome(both, 'delivered'));
      expect(await store.alarms.unsettled()).toEqual([]);
    }),
  );

  test(
    'AL-1: of one name, station and subject one is open at a time; the one that was there stays',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      const rouge = await store.stations.add(newStation('rouge'));
      const of = ({ id, slug }: typeof vert) => ({ id, slug });
      for (const station of [null, of(vert), of(rouge)]) {
        const first = record(`first ${station?.slug}`, { station });
        expect(await store.alarms.put(first)).toEqual(first);
        expect(await store.alarms.put(record(`second ${station?.slug}`, { station, raised: at(5) }))).toEqual(first);
        const other = record(`other ${station?.slug}`, { station, subject: 'b' });
        expect(await store.alarms.put(other)).toEqual(other);
      }
      expect(await store.alarms.list({ open: true })).toHaveLength(6);
      const over = record('over', { raised: at(-5), cleared: at(-1) });
      expect(await store.alarms.put(over)).toEqual(over);
      await store.alarms.put({
        ...record('first undefined'),
        alarm: { ...record('first undefined').alarm, cleared: at(3) },
      });
      const next = record('next', { raised: at(4) });
      expect(await store.alarms.put(next)).toEqual(next);
    }),
  );

  test(
    'AL-20: a station is shown its own alarms and those of all; a span those that were open in it',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      const rouge = await store.stations.add(newStation('rouge'));
      const put = async (id: string, more: Partial<Alarm>) => store.alarms.put(record(id, { subject: id, ...more }));
      await put('general', { raised: at(3) });
      await put('vert', { station: { id: vert.id, slug: vert.slug }, raised: at(1), cleared: at(5) });
      await put('rouge', { station: { id: rouge.id, slug: rouge.slug }, raised: at(2) });
      const ids = async (filter: Parameters<typeof store.alarms.list>[0]) =>
        (await store.alarms.list(filter)).map(({ id }) => id);
      expect(await ids({})).toEqual(['vert', 'rouge', 'general']);
      expect(await ids({ stationId: vert.id })).toEqual(['vert', 'general']);
      expect(await ids({ open: true })).toEqual(['rouge', 'general']);
      expect(await ids({ from: at(5) })).toEqual(['vert', 'rouge', 'general']);
      expect(await ids({ from: at(5.001) })).toEqual(['rouge', 'general']);
      expect(await ids({ to: at(2) })).toEqual(['vert']);
      expect(await ids({ to: at(2.001), from: at(0), stationId: rouge.id })).toEqual(['rouge']);
    }),
  );

  test(
    'AL-5: what was cleared long ago is deleted, and nothing else',
    withStore(open, async (store) => {
      await store.alarms.put(record('open'));
      await store.alarms.put(record('old', { cleared: at(1) }));
      await store.alarms.put(record('new', { cleared: at(2) }));
      expect(await store.alarms.prune(at(2))).toBe(1);
      expect(await store.alarms.prune(at(2))).toBe(0);
      expect((await store.alarms.list({})).map(({ id }) => id)).toEqual(['new', 'open']);
    }),
  );

  test(
    'DB-8: a station takes its alarms and their settings with it; nothing is written for one that is gone',
    withStore(open, async (store) => {
      const { id, slug } = await store.stations.add(newStation());
      await store.alarms.put(record('own', { station: { id, slug } }));
      await store.alarms.set(id, { webhook: 'http://127.0.0.1/' });
      await store.stations.remove(id);
      expect(await store.alarms.unsettled()).toEqual([]);
      expect(await store.alarms.settings()).toEqual(new Map());
      const refusal = { code: 'not_found', message: expect.stringContaining('station') };
      expect(await failureOf(store.alarms.put(record('late', { station: { id, slug } })))).toEqual(refusal);
      expect(await failureOf(store.alarms.set(id, {}))).toEqual(refusal);
      expect(await failureOf(store.alarms.set(999 as StationId, { webhook: null }))).toEqual(refusal);
    }),
  );

  test(
    'AL-16: settings are kept for all stations and for each, and a change keeps the others',
    withStore(open, async (store) => {
      const { id } = await store.stations.add(newStation());
      const general: AlarmSettings = {
        webhook: 'https://example.org/a',
        onAlarm: ['/bin/mail', 'it is "down"', ''],
        atRiskSeconds: 90.5,
        diskFreeBytes: 5_000_000_000_000,
      };
      expect(await store.alarms.set(null, general)).toEqual(general);
      expect(await store.alarms.set(id, { webhook: 'http://b/' })).toEqual({
        ...NO_ALARM_SETTINGS,
        webhook: 'http://b/',
      });
      expect(await store.alarms.set(null, { onAlarm: null })).toEqual({ ...general, onAlarm: null });
      expect(await store.alarms.settings()).toEqual(
        new Map([
          [null, { ...general, onAlarm: null }],
          [id, { ...NO_ALARM_SETTINGS, webhook: 'http://b/' }],
        ]),
      );
    }),
  );
}

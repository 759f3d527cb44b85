import { type AlarmName, alarmText } from '../../values/alarms.ts';
import type { AlarmStation, Alarms } from '../alarms.ts';

/** For tests: what is open, and all that was raised and cleared, in order. */
export interface AlarmsInMemory extends Alarms {
  /** `raised engine_down vert ""` … */
  readonly history: readonly string[];
  /** Messages of what is open, in the order in which it was raised. */
  readonly messages: readonly string[];
}

interface OpenAlarm {
  readonly name: AlarmName;
  readonly station: AlarmStation;
  readonly subject: string;
  readonly message: string;
}

export function alarmsInMemory(): AlarmsInMemory {
  const open = new Map<string, OpenAlarm>();
  const history: string[] = [];
  const keyOf = (name: AlarmName, station: AlarmStation, subject: string) =>
    `${name} ${station?.slug ?? '-'} ${JSON.stringify(subject)}`;
  const of = (name: AlarmName, station: AlarmStation) =>
    [...open.values()].filter((alarm) => alarm.name === name && alarm.station?.id === station?.id);
  const alarms: AlarmsInMemory = {
    history,
    get messages() {
      return [...open.values()].map(({ message }) => message);
    },
    raise(name, station, subject, facts) {
      const key = keyOf(name, station, subject);
      if (open.has(key)) return;
      open.set(key, { name, station, subject, message: alarmText(name, facts, station?.slug ?? '').message });
      history.push(`raised ${key}`);
    },
    clear(name, station, subject) {
      const key = keyOf(name, station, subject);
      if (open.delete(key)) history.push(`cleared ${key}`);
    },
    settle(name, station, conditions) {
      const wanted = new Set(conditions.map(({ subject }) => subject));
      for (const { subject } of of(name, station)) if (!wanted.has(subject)) alarms.clear(name, station, subject);
      for (const { subject, facts } of conditions) alarms.raise(name, station, subject, facts);
    },
    open: (name, station) => of(name, station).map(({ subject }) => subject),
  };
  return alarms;
}

import { type AlarmNotice, type AlarmRecord, hasNews, mergeAlarmRecords, noticesOf } from '../../ports/alarm-store.ts';
import type { AlarmStation } from '../../ports/alarms.ts';
import { type Alarm, type AlarmFacts, type AlarmId, type AlarmName, alarmText } from '../../values/alarms.ts';
import { contentHash } from '../../values/hash.ts';
import type { StationId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';

/** A subject is part of an index, whose keys are short. */
const LONGEST_SUBJECT = 500;

interface Entry {
  readonly record: AlarmRecord;
  /** Raised with each change. */
  readonly version: number;
  /** The version that the database has. */
  readonly savedVersion: number;
}

/** Something of the book that the database has not. */
export interface Unsaved {
  readonly record: AlarmRecord;
  readonly version: number;
}

/** What is open, what somebody has still to be told of, and what is not in the database yet. In memory, at once, without fail. */
export class AlarmBook {
  readonly #entries = new Map<AlarmId, Entry>();

  get records(): readonly AlarmRecord[] {
    return [...this.#entries.values()].map(({ record }) => record);
  }

  get unsaved(): readonly Unsaved[] {
    return [...this.#entries.values()].filter(({ version, savedVersion }) => version > savedVersion);
  }

  isSaved(id: AlarmId): boolean {
    const entry = this.#entries.get(id);
    return entry === undefined || entry.savedVersion >= entry.version;
  }

  /** Returns the new alarm; null when it is open already. */
  raise<Name extends AlarmName>(
    nowMs: number,
    name: Name,
    station: AlarmStation,
    subject: string,
    facts: AlarmFacts[Name],
  ): Alarm | null {
    const key = subjectKey(subject);
    if (this.#open(name, station, key) !== undefined) return null;
    let raisedMs = nowMs;
    while (this.#entries.has(idOf(name, station, key, raisedMs))) raisedMs += 1;
    const alarm: Alarm = {
      id: idOf(name, station, key, raisedMs),
      name,
      station: station === null ? null : { id: station.id, slug: station.slug },
      subject: key,
      raised: instantFromMs(raisedMs),
      cleared: null,
      ...alarmText(name, facts, station?.slug ?? 'SLUG'),
    };
    this.#entries.set(alarm.id, { record: { alarm, notices: noticesOf('raised') }, version: 1, savedVersion: 0 });
    return alarm;
  }

  /** Returns the alarm that was open; null where there was none. */
  clear(nowMs: number, name: AlarmName, station: AlarmStation, subject: string): Alarm | null {
    const entry = this.#open(name, station, subjectKey(subject));
    return entry === undefined ? null : this.#close(entry.record, nowMs);
  }

  /** Clears what is open for the name and station, but for these subjects. */
  clearOthers(nowMs: number, name: AlarmName, station: AlarmStation, subjects: ReadonlySet<string>): readonly Alarm[] {
    const keys = new Set([...subjects].map(subjectKey));
    return this.#openOnes(name, station)
      .filter(({ alarm }) => !keys.has(alarm.subject))
      .map((record) => this.#close(record, nowMs));
  }

  /** Clears all that is open for a station: nobody watches it any more. */
  clearStation(nowMs: number, stationId: StationId): readonly Alarm[] {
    return this.records
      .filter(({ alarm }) => alarm.cleared === null && alarm.station?.id === stationId)
      .map((record) => this.#close(record, nowMs));
  }

  openSubjects(name: AlarmName, station: AlarmStation): readonly string[] {
    return this.#openOnes(name, station).map(({ alarm }) => alarm.subject);
  }

  /** What became of telling somebody. */
  note(id: AlarmId, notice: AlarmNotice): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#change(mergeAlarmRecords(entry.record, { alarm: entry.record.alarm, notices: [notice] }));
  }

  /** Takes in what the database or the disk knows. */
  take(record: AlarmRecord, isSaved: boolean): void {
    const known = this.#entries.get(record.alarm.id);
    if (known !== undefined) {
      this.saved(record, isSaved ? known.version : known.savedVersion, record.alarm.id);
      return;
    }
    const { name, station, subject, cleared } = record.alarm;
    const twin = cleared === null ? this.#open(name, station, subject) : undefined;
    // The one that has been open for longer stays.
    if (twin !== undefined) this.#entries.delete(twin.record.alarm.id);
    this.#entries.set(record.alarm.id, { record, version: 1, savedVersion: isSaved ? 1 : 0 });
    this.#dropSettled(record.alarm.id);
  }

  /** The database has this version of `written`, and says that `there` is what it holds now. */
  saved(there: AlarmRecord, version: number, written: AlarmId): void {
    const entry = this.#entries.get(written);
    if (entry === undefined) return;
    if (there.alarm.id !== written) {
      const { cleared } = entry.record.alarm;
      this.#entries.delete(written);
      this.take(there, true);
      if (cleared !== null) this.#close(there, cleared.epochMilliseconds);
      return;
    }
    this.#entries.set(written, {
      ...entry,
      record: mergeAlarmRecords(there, entry.record),
      savedVersion: Math.max(entry.savedVersion, version),
    });
    this.#dropSettled(written);
  }

  forget(id: AlarmId): void {
    this.#entries.delete(id);
  }

  #close({ alarm, notices }: AlarmRecord, nowMs: number): Alarm {
    // A clock that was set back does not make an alarm end before it began.
    const cleared = instantFromMs(Math.max(nowMs, alarm.raised.epochMilliseconds));
    const closed = { ...alarm, cleared };
    this.#change({ alarm: closed, notices: [...notices, ...noticesOf('cleared')] });
    return closed;
  }

  #change(record: AlarmRecord): void {
    const { id } = record.alarm;
    const entry = this.#entries.get(id);
    this.#entries.set(id, { record, version: (entry?.version ?? 0) + 1, savedVersion: entry?.savedVersion ?? 0 });
  }

  #dropSettled(id: AlarmId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.version > entry.savedVersion) return;
    if (entry.record.alarm.cleared !== null && !hasNews(entry.record)) this.#entries.delete(id);
  }

  #open(name: AlarmName, station: AlarmStation, subject: string): Entry | undefined {
    const record = this.#openOnes(name, station).find(({ alarm }) => alarm.subject === subject);
    return record === undefined ? undefined : this.#entries.get(record.alarm.id);
  }

  #openOnes(name: AlarmName, station: AlarmStation): readonly AlarmRecord[] {
    return this.records.filter(
      ({ alarm }) => alarm.cleared === null && alarm.name === name && alarm.station?.id === station?.id,
    );
  }
}

/** As the databases hold it: short, and without what they cannot hold. */
function subjectKey(subject: string): string {
  const text = subject.toWellFormed().replaceAll('\0', '\uFFFD');
  return text.length <= LONGEST_SUBJECT
    ? text
    : `${text.slice(0, LONGEST_SUBJECT)}… ${contentHash(text)}`.toWellFormed();
}

function idOf(name: AlarmName, station: AlarmStation, subject: string, raisedMs: number): AlarmId {
  return contentHash(JSON.stringify([name, station?.id ?? null, subject, raisedMs])) as AlarmId;
}

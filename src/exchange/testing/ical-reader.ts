import ICAL from 'ical.js';

/** What another program makes of a calendar: each event that starts in [fromMs, toMs), by ical.js with the zones of the file. */
export interface HeardEvent {
  readonly uid: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly summary: string;
  readonly status: string;
}

export function readWithIcal(text: string, fromMs: number, toMs: number): readonly HeardEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const components = calendar.getAllSubcomponents('vevent');
  const exceptions = Map.groupBy(
    components.filter((one) => one.hasProperty('recurrence-id')),
    uidOf,
  );
  const found = components
    .filter((one) => !one.hasProperty('recurrence-id'))
    .flatMap((one) => occurrencesOf(one, exceptions.get(uidOf(one)) ?? [], fromMs, toMs));
  return found.sort((a, b) => a.startMs - b.startMs || a.uid.localeCompare(b.uid));
}

function uidOf(component: ICAL.Component): string {
  return String(component.getFirstPropertyValue('uid'));
}

function occurrencesOf(
  component: ICAL.Component,
  exceptions: ICAL.Component[],
  fromMs: number,
  toMs: number,
): readonly HeardEvent[] {
  const event = new ICAL.Event(component, { exceptions });
  if (!event.isRecurring()) return heard(event, event.startDate, event.endDate, fromMs, toMs);
  const found: HeardEvent[] = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (msOf(next) >= toMs + 7 * 86_400_000) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(...heard(item, startDate, endDate, fromMs, toMs));
  }
  return found;
}

function heard(item: ICAL.Event, start: ICAL.Time, end: ICAL.Time, fromMs: number, toMs: number): HeardEvent[] {
  const startMs = msOf(start);
  if (startMs < fromMs || startMs >= toMs) return [];
  const status = String(item.component.getFirstPropertyValue('status'));
  return [{ uid: item.uid, startMs, endMs: msOf(end), summary: item.summary, status }];
}

function msOf(time: ICAL.Time): number {
  return time.toUnixTime() * 1000;
}

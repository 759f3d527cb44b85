import type { Store } from '../ports/store.ts';
import type { Diffusion, LogEntry, Program, Station, Stream } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { ruleOfEntry } from './entry-rule.ts';
import { type Because, overlapAt } from './explain-overlap.ts';
import { durationText, localSpan, localTime } from './format.ts';

/** Why a log entry is what it is: its own reason, and what the timetable and the log say that led to it. */
export async function explain(
  store: Store,
  directory: Directory,
  station: Station,
  entry: LogEntry,
): Promise<readonly Because[]> {
  const own = { reason: entry.reason, rule: ruleOfEntry(entry) };
  const [diffusion] = entry.diffusionId === null ? [] : await store.diffusions.byIds([entry.diffusionId]);
  if (diffusion !== undefined) return [own, ...(await ofDiffusion(store, directory, station, entry, diffusion))];
  const program = directory.programs.find(({ stationId, slug }) => stationId === station.id && slug === entry.source);
  return program === undefined ? [own] : [own, ...(await ofStream(store, directory, station, entry, program))];
}

async function ofDiffusion(
  store: Store,
  directory: Directory,
  station: Station,
  entry: LogEntry,
  diffusion: Diffusion,
): Promise<readonly Because[]> {
  const program = directory.programById(diffusion.programId);
  const { timeZone } = station;
  const slot = localSpan(diffusion.start, diffusion.end, timeZone).join(' to ');
  const planned = {
    reason: `diffusion ${diffusion.id} of ${program.slug} is on the timetable from ${slot}, ${diffusion.startMode}, ${diffusion.type}`,
    rule: diffusion.type === 'on_air' ? 'MO-18' : 'MO-23',
  };
  const before = await earlierOf(store, station, entry, diffusion);
  const overlap = await overlapAt(store, directory, diffusion, entry.date);
  return [planned, ...overlap.because, ...before.map((other) => historyOf(other, program, timeZone))];
}

/** Its start, cuts and cancellation until then. */
async function earlierOf(store: Store, station: Station, entry: LogEntry, diffusion: Diffusion) {
  const found: LogEntry[] = [];
  for (const type of ['start', 'stop', 'cancel'] as const) {
    const from = diffusion.start.subtract({ hours: 1 });
    found.push(
      ...(await store.log.list({ stationId: station.id, type, from, to: entry.date.add({ milliseconds: 1 }) })),
    );
  }
  return found
    .filter(({ id, diffusionId }) => diffusionId === diffusion.id && id !== entry.id)
    .sort((a, b) => Temporal.Instant.compare(a.date, b.date) || a.id - b.id);
}

function historyOf(entry: LogEntry, program: Program, timeZone: string): Because {
  const at = localTime(entry.date, timeZone);
  if (entry.type === 'start') return { reason: `it started at ${at}: ${entry.reason}`, rule: 'MO-15' };
  if (entry.type === 'cancel') return { reason: `it was cancelled at ${at}: ${entry.reason}`, rule: 'MO-30' };
  const then = `resume is ${program.resume} for ${program.slug}`;
  return { reason: `it was cut at ${at} (${entry.reason}), and ${then}`, rule: 'MO-26' };
}

async function ofStream(
  store: Store,
  directory: Directory,
  station: Station,
  entry: LogEntry,
  program: Program,
): Promise<readonly Because[]> {
  const stream = (await store.streams.list(station.id)).find(({ programId }) => programId === program.id);
  const reasons: Because[] = [{ reason: `${program.slug} is streamed: ${streamText(stream)}`, rule: 'ST-9' }];
  const due = await store.diffusions.list(station.id, entry.date, entry.date.add({ milliseconds: 1 }));
  for (const diffusion of due) {
    const { isBeaten, because } = await overlapAt(store, directory, diffusion, entry.date);
    reasons.push(...(isBeaten ? because : [await notOnAir(store, station, entry, diffusion)]));
  }
  if (due.length === 0) reasons.push({ reason: 'no diffusion was on the timetable then', rule: 'EN-41' });
  return reasons;
}

function streamText(stream: Stream | undefined): string {
  if (stream === undefined) return 'at all times';
  const { window, minDelaySeconds, weight } = stream;
  const when = window === null ? 'at all times' : `from ${window.from} to ${window.to}`;
  const delay = minDelaySeconds === 0 ? '' : `, at least ${durationText(minDelaySeconds * 1000)} apart`;
  return `${when}${delay}, with weight ${weight}`;
}

/** Why a diffusion of that moment was not what was heard. */
async function notOnAir(store: Store, station: Station, entry: LogEntry, diffusion: Diffusion): Promise<Because> {
  const name = `diffusion ${diffusion.id} had that time`;
  if (diffusion.type !== 'on_air') return { reason: `${name}, and is ${diffusion.type}`, rule: 'MO-18' };
  const since = { stationId: station.id, from: diffusion.start.subtract({ hours: 1 }) };
  const starts = await store.log.list({ ...since, type: 'start', to: entry.date.add({ milliseconds: 1 }) });
  return starts.some(({ diffusionId }) => diffusionId === diffusion.id)
    ? { reason: `${name}: it had started, and its sounds were over`, rule: 'MO-22' }
    : { reason: `${name}, and had not started`, rule: 'MO-18' };
}

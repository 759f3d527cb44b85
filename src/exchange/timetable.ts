import { must } from '../values/errors.ts';
import type { DatabaseId, EpisodeId, ProgramId } from '../values/ids.ts';
import type { Diffusion, Episode, Program, Schedule, Station } from '../values/model.ts';

/** What is written for others: a station's timetable, or that of one of its programs. */
export interface Timetable {
  readonly station: Station;
  readonly databaseId: DatabaseId;
  /** Of the program that writes it. */
  readonly version: string;
  /** As of when it is. */
  readonly now: Temporal.Instant;
  readonly programs: ReadonlyMap<ProgramId, Program>;
  /** Those that were not removed. */
  readonly schedules: readonly Schedule[];
  /** Those that overlap the span, in order of start. */
  readonly diffusions: readonly Diffusion[];
  readonly episodes: ReadonlyMap<EpisodeId, Episode>;
  readonly span: Span;
  /** Of `schedule 3` and `diffusion 7`: how often somebody changed it, and when last. */
  readonly revisions: ReadonlyMap<string, Revision>;
}

/** [from, to); null: as far as there is anything. */
export interface Span {
  readonly from: Temporal.Instant | null;
  readonly to: Temporal.Instant | null;
}

export interface Revision {
  readonly at: Temporal.Instant;
  /** How many changes there were. */
  readonly count: number;
}

export function programOf({ programs }: Timetable, { programId }: Pick<Diffusion, 'programId'>): Program {
  return must(programs.get(programId), `the program ${programId}`);
}

export function titleOf({ episodes }: Timetable, { episodeId }: Diffusion): string {
  return episodes.get(episodeId)?.title ?? '';
}

/** Program and title on one line: `Morning: With the mayor`. A title that begins with the program says enough. */
export function nameOf(program: Program, title: string): string {
  if (title === '') return program.name;
  const tellsProgram = title.startsWith(program.name) && !title.startsWith(`${program.name}: `);
  return tellsProgram ? title : `${program.name}: ${title}`;
}

/** The title that {@link nameOf} made a name of; empty: the program alone. */
export function titleIn(name: string, programName: string): string {
  if (name.trim() === programName) return '';
  return name.startsWith(`${programName}: `) ? name.slice(programName.length + 2) : name;
}

/** Of something in this database, for ever. */
export function uidOf(databaseId: DatabaseId, kind: 'schedule' | 'diffusion', id: number): string {
  return `${kind}-${id}.${databaseId}@airkeeper`;
}

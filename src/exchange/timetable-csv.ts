import { csvText } from './csv.ts';
import { programOf, type Timetable, titleOf } from './timetable.ts';

const COLUMNS = [
  'id',
  'program',
  'program_name',
  'episode',
  'title',
  'start',
  'end',
  'duration_seconds',
  'type',
  'start_mode',
  'layer',
  'initial',
  'schedule',
  'zone_note',
] as const;

/** The diffusions as CSV (SPEC TT-74), instants in the station's zone with their offsets. */
export function timetableCsv(timetable: Timetable): string {
  const { timeZone } = timetable.station;
  const rows = timetable.diffusions.map((diffusion) => {
    const program = programOf(timetable, diffusion);
    const { start, end } = diffusion;
    const cells: Readonly<Record<(typeof COLUMNS)[number], string | number | null>> = {
      id: diffusion.id,
      program: program.slug,
      program_name: program.name,
      episode: timetable.episodes.get(diffusion.episodeId)?.slug ?? null,
      title: titleOf(timetable, diffusion),
      start: zonedText(start, timeZone),
      end: zonedText(end, timeZone),
      duration_seconds: (end.epochMilliseconds - start.epochMilliseconds) / 1000,
      type: diffusion.type,
      start_mode: diffusion.startMode,
      layer: diffusion.layer,
      initial: diffusion.initialId,
      schedule: diffusion.scheduleId,
      zone_note: diffusion.zoneNote,
    };
    return COLUMNS.map((column) => cells[column]);
  });
  return csvText([COLUMNS, ...rows]);
}

/** ISO 8601 with offset and milliseconds. */
export function zonedText(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
}

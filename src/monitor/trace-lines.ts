import type { JournalCursor, JournalLine } from '../ports/journal.ts';
import { unreachable } from '../values/errors.ts';
import type { Draft } from './draft.ts';
import { logEntry } from './log-entry.ts';
import { traceCue } from './trace-cues.ts';
import { traceGivesWay } from './trace-give-way.ts';
import { traceDown, traceNewRun, traceShutdownOff } from './trace-runs.ts';
import { traceSilence, traceSilenceAction } from './trace-silence.ts';
import { traceOff, traceOn } from './trace-sounds.ts';
import { traceBrokenOff, traceOutput, traceRefused } from './trace-trouble.ts';

/** The reason of the entries that say which lines of the journal are lost (SPEC MO-4). */
export const GAP_IN_THE_JOURNAL = 'gap in the journal';

/** Takes in the lines after the cursor, one by one, so that it does not matter in which batches they come (SPEC MO-2). */
export function traceLines(draft: Draft, lines: readonly JournalLine[]): void {
  for (const line of lines) {
    const { cursor } = draft;
    if (cursor !== null && !isAfter(line, cursor)) continue;
    traceGap(draft, line, cursor);
    if (cursor === null || cursor.run !== line.run) traceNewRun(draft, line);
    else keepOnAir(draft, line);
    traceLine(draft, line);
    draft.cursor = { run: line.run, seq: line.seq };
  }
}

/** In order of run, then sequence. */
export function isAfter(a: JournalCursor, b: JournalCursor): boolean {
  return a.run === b.run ? a.seq > b.seq : a.run > b.run;
}

/** Lines that the engine made and nobody can read (SPEC MO-4). Before the first line ever read there is no telling. */
function traceGap(draft: Draft, line: JournalLine, cursor: JournalCursor | null): void {
  if (cursor === null) return;
  const first = cursor.run === line.run ? cursor.seq + 1 : 1;
  const last = line.seq - 1;
  if (last < first) return;
  const which = first === last ? `line ${first} is` : `lines ${first} to ${last} are`;
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      comment: `journal of run ${line.run}: ${which} lost, and missing in this log`,
      reason: GAP_IN_THE_JOURNAL,
      journal: { run: line.run, seq: first },
    }),
  );
}

/** What has no end yet when a line of its run is made was on the air until then. */
function keepOnAir(draft: Draft, line: JournalLine): void {
  if (draft.open.every((play) => play.run !== line.run || play.knownToMs >= line.atMs)) return;
  draft.open = draft.open.map((play) =>
    play.run === line.run && play.knownToMs < line.atMs ? { ...play, knownToMs: line.atMs } : play,
  );
}

function traceLine(draft: Draft, line: JournalLine): void {
  switch (line.kind) {
    case 'on':
      traceOn(draft, line);
      return;
    case 'off': {
      const play = traceOff(draft, line);
      if (line.why === 'shutdown' && play !== null) traceShutdownOff(draft, line, play, line.positionSeconds);
      traceBrokenOff(draft, line, play);
      if (play !== null) traceGivesWay(draft, line, play);
      return;
    }
    case 'cue':
      traceCue(draft, line);
      return;
    case 'down':
      traceDown(draft, line);
      return;
    case 'refused':
      traceRefused(draft, line);
      return;
    case 'silence':
    case 'noise':
      traceSilence(draft, line);
      return;
    case 'silence_action':
      traceSilenceAction(draft, line);
      return;
    case 'output':
      traceOutput(draft, line);
      return;
    // `up` is taken in as the first line of its run; a switch says nothing that on and off do not
    case 'up':
    case 'switch':
    case 'unknown':
      return;
    default:
      unreachable(line);
  }
}

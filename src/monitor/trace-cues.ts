import { cueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import { type Draft, withEntry, withoutEntry } from './draft.ts';
import { DEALER, keyOf, logEntry } from './log-entry.ts';
import { traceStart } from './trace-start.ts';

type CueLine = Extract<JournalLine, { kind: 'cue' }>;

/** What became of a cue (SPEC MO-15, MO-37). A key that is none of ours says nothing. */
export function traceCue(draft: Draft, line: CueLine): void {
  const cue = parseCueKey(line.cue);
  if (cue === null) return;
  const key = cueKey(cue);
  switch (line.state) {
    case 'started':
      // one that does not begin with its first file: where it is, its `on` line says
      if (cue.attempt === 0) traceStart(draft, line, cue, line.joinedSeconds, keyOf(line));
      draft.fates = withEntry(draft.fates, key, { state: 'running', run: line.run });
      return;
    case 'ended':
      draft.fates = withEntry(draft.fates, key, { state: 'ended' });
      return;
    case 'refused':
      draft.fates = withEntry(draft.fates, key, { state: 'refused', why: line.why });
      draft.entries.push(
        logEntry({
          type: 'other',
          dateMs: line.atMs,
          source: DEALER,
          diffusionId: cue.diffusionId,
          comment: `not played: ${line.why}`,
          reason: `cue ${key} refused by the engine`,
          journal: keyOf(line),
        }),
      );
      return;
    case 'expired':
      draft.fates = withEntry(draft.fates, key, { state: 'expired', why: line.why });
      return;
    case 'accepted':
      // the diffusion was moved after its cue had expired: the cue is as good as new
      if (draft.fates.get(key)?.state === 'expired') draft.fates = withoutEntry(draft.fates, key);
      return;
    case 'opened':
    case 'withdrawn':
      return;
  }
}

import type { CueKey } from '../ports/cue-sheet.ts';
import type { CueSheetMemo } from './state.ts';
import { makeCueSheet } from './wanted-cues.ts';

type Sources = Omit<CueSheetMemo, 'sheet' | 'why'>;

/** The cue sheet that is wanted: made anew only when what it is made from is another (SPEC MO-5, MO-21). */
export function wantCueSheet(before: CueSheetMemo | null, sources: Sources, stop: readonly CueKey[]): CueSheetMemo {
  const why = whyAnother(before, sources, stop);
  if (before !== null && why === null) return before;
  const sheet = makeCueSheet({ ...sources, stop });
  if (before !== null && before.sheet.version === sheet.version) {
    return { ...sources, sheet: before.sheet, why: before.why };
  }
  return { ...sources, sheet, why: why ?? 'Airkeeper started' };
}

function whyAnother(before: CueSheetMemo | null, sources: Sources, stop: readonly CueKey[]): string | null {
  if (before === null) return null;
  if (before.index !== sources.index) return 'the timetable or the library changed';
  if (before.missing !== sources.missing) return 'files went missing or came back';
  if (before.resumptions !== sources.resumptions) return 'a diffusion is taken up again';
  if (before.cancelled !== sources.cancelled) return 'a diffusion was cancelled';
  if (before.plans !== sources.plans) return 'another diffusion has the air';
  if (before.places !== sources.places) return 'a diffusion goes on elsewhere';
  if (before.running !== sources.running) return 'a diffusion that shares its slot began or ended';
  if (before.started !== sources.started) return 'a diffusion started or was cut';
  if (before.hourMs !== sources.hourMs) return 'another hour of the timetable';
  return before.sheet.stop === stop ? null : 'a cue is to be stopped, or has been';
}

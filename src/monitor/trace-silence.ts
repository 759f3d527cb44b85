import type { JournalLine, SilenceAction } from '../ports/journal.ts';
import type { Draft } from './draft.ts';
import { DEALER, keyOf, logEntry } from './log-entry.ts';
import { spanInWords } from './words.ts';

type ActionLine = Extract<JournalLine, { kind: 'silence_action' }>;

/** Silence on the output, and its end (SPEC MO-39). */
export function traceSilence(draft: Draft, line: JournalLine & { readonly kind: 'silence' | 'noise' }): void {
  const comment = line.kind === 'silence' ? 'the output is silent' : 'the output is heard again';
  draft.entries.push(
    logEntry({ type: 'other', dateMs: line.atMs, comment, reason: 'heard by the engine', journal: keyOf(line) }),
  );
}

/** What the engine did about it, with what was on the air then (SPEC MO-44). */
export function traceSilenceAction(draft: Draft, line: ActionLine): void {
  const play = draft.open.find(({ run, source }) => run === line.run && source === line.source);
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      source: line.source,
      soundId: play?.soundId ?? null,
      diffusionId: play?.diffusionId ?? null,
      comment: actionInWords(line),
      reason: `silent for ${spanInWords(Math.round(line.silentSeconds * 1000))}`,
      journal: keyOf(line),
    }),
  );
}

function actionInWords({ action, source, why }: ActionLine): string {
  const done: Readonly<Record<SilenceAction, string>> = {
    skip: 'what is silent is skipped',
    music: source === DEALER ? 'the dealer is left for the music' : `${source} is left for other music`,
    restart: 'the engine ends, to be started again',
    none: 'nothing can be done',
  };
  return why === '' ? done[action] : `${done[action]}: ${why}`;
}

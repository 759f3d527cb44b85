import type { LogEntry } from '../values/model.ts';

type Said = Pick<LogEntry, 'type' | 'diffusionId' | 'trackId' | 'comment' | 'reason'>;

/** What an `other` entry is, by the words that the monitor gives it: they stay in logs as they were written. */
const OTHER: readonly (readonly [rule: string, is: (said: Said) => boolean])[] = [
  ['MO-4', ({ reason }) => reason === 'gap in the journal'],
  ['MO-36', ({ reason }) => reason === 'file refused by the engine'],
  ['MO-37', ({ reason }) => /^cue \S+ refused by the engine$/.test(reason)],
  ['MO-39', ({ reason }) => reason === 'heard by the engine' || reason === 'output'],
  ['MO-40', ({ reason }) => reason === 'engine'],
  ['MO-44', ({ reason }) => reason.startsWith('silent for ')],
  ['MO-49', ({ comment }) => comment.startsWith('interrupted at ')],
];

/** The rule of SPEC.md that a log entry was written by. */
export function ruleOfEntry(entry: Said): string {
  switch (entry.type) {
    case 'start':
      return 'MO-15';
    case 'cancel':
      return 'MO-30';
    case 'stop':
      return 'MO-25';
    case 'on_air':
      if (entry.trackId !== null) return 'MO-11';
      return entry.diffusionId !== null ? 'MO-8' : 'MO-6';
    case 'other':
      // left over is what left the air in no ordinary way
      return OTHER.find(([, is]) => is(entry))?.[0] ?? 'MO-38';
  }
}

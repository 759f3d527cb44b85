import { z } from 'zod';
import { parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalRequest } from '../ports/journal.ts';

/** The engine writes an absent text as an empty one, as null, or not at all. */
const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === undefined || text === '' ? null : text));

/** A span or place in milliseconds, as seconds; the engine knows none below 0. */
export const positionSeconds = z.int().transform((ms) => Math.max(0, ms) / 1000);

/** Milliseconds left, as seconds; -1 where the engine does not know. */
export const remainingSeconds = z.int().transform((ms) => (ms < 0 ? null : ms / 1000));

/** A process id or an instant, which the engine may not know. */
export const optionalPositive = z
  .int()
  .nullish()
  .transform((value) => (value === undefined || value === null || value <= 0 ? null : value));

/** A request as the engine writes it, in its journal and in its state. */
export const rawRequest = z
  .object({
    rid: optionalText,
    uri: z.string(),
    soundId: z.int().nullish(),
    cue: optionalText,
    pushed: z.boolean().nullish(),
    title: optionalText,
    artist: optionalText,
  })
  .transform(
    ({ soundId, cue, pushed, ...rest }): JournalRequest => ({
      ...rest,
      soundId: soundId === undefined || soundId === null || soundId <= 0 ? null : soundId,
      cue: cue !== null && parseCueKey(cue) !== null ? cue : null,
      pushed: pushed ?? false,
    }),
  );

import { z } from 'zod';
import { type CueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineFailure, EngineState } from '../ports/engine.ts';
import type { EngineRunId } from '../values/ids.ts';
import { failed, ok, type Result } from '../values/result.ts';
import { optionalPositive, positionSeconds, rawRequest, remainingSeconds } from './raw-request.ts';

const deckCue = z
  .string()
  .refine((key) => key === '' || parseCueKey(key) !== null, 'is no key of a cue')
  .transform((key) => (key === '' ? null : (key as CueKey)));

const rawOnAir = z
  .object({
    source: z.string(),
    seq: z.int(),
    sinceMs: z.int(),
    positionMs: positionSeconds,
    remainingMs: remainingSeconds,
    request: rawRequest,
  })
  .transform(({ positionMs, remainingMs, ...rest }) => ({
    ...rest,
    positionSeconds: positionMs,
    remainingSeconds: remainingMs,
  }));

const rawDeck = z.object({
  name: z.enum(['a', 'b']),
  state: z.enum(['empty', 'loading', 'opened', 'on_air']),
  cue: deckCue,
});

const rawSource = z
  .object({ name: z.string(), onAir: z.boolean(), queueLength: z.int(), remainingMs: remainingSeconds })
  .transform(({ remainingMs, ...rest }) => ({ ...rest, remainingSeconds: remainingMs }));

const level = z.object({ rms: z.number().nullable(), peak: z.number().nullable() });

const rawState = z.object({
  run: z.string().transform((run) => run as EngineRunId),
  pid: optionalPositive,
  upMs: z.int().optional(),
  engineVersion: z.string(),
  script: z.string(),
  atMs: z.int(),
  seq: z.int(),
  lostLines: z.int(),
  cueSheetVersion: z.string(),
  streamPlansVersion: z.string(),
  onAir: rawOnAir.nullable(),
  decks: z.array(rawDeck),
  sources: z.array(rawSource),
  levelDb: level.optional(),
  silentMs: z.int().optional(),
});

/** Reads the reply of `ak.state`: milliseconds become seconds, and -1 becomes null. */
export function readEngineState(reply: Readonly<Record<string, unknown>>): Result<EngineState, EngineFailure> {
  const parsed = rawState.safeParse(reply);
  if (parsed.success) {
    const { silentMs, ...rest } = parsed.data;
    return ok(silentMs === undefined ? rest : { ...rest, silentSeconds: Math.max(0, silentMs) / 1000 });
  }
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  return failed({ code: 'bad_reply', message: `the state of the engine cannot be read: ${where}` });
}

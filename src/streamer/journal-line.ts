import { z } from 'zod';
import type { JournalLine } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import { optionalPositive, positionSeconds, rawRequest } from './raw-request.ts';

const CUE_STATES = ['accepted', 'opened', 'started', 'ended', 'refused', 'expired', 'withdrawn'] as const;
const OFF_REASONS = [
  'end',
  'interrupted',
  'skipped',
  'seek',
  'restarted',
  'until',
  'stopped',
  'failed',
  'shutdown',
] as const;
const SILENCE_ACTIONS = ['skip', 'music', 'restart', 'none'] as const;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const rawBase = z.object({
  run: z
    .string()
    .min(1)
    .transform((run) => run as EngineRunId),
  seq: z.int().positive(),
  atMs: z.int(),
  kind: z.string(),
});

const rawBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('up'),
    engineVersion: text,
    script: text,
    pid: optionalPositive,
    previousAliveMs: optionalPositive,
  }),
  z.object({ kind: z.literal('down') }),
  z
    .object({ kind: z.literal('on'), source: z.string(), positionMs: positionSeconds, request: rawRequest })
    .transform(({ positionMs, ...rest }) => ({ ...rest, positionSeconds: positionMs })),
  z
    .object({
      kind: z.literal('off'),
      on: z.int().positive(),
      positionMs: positionSeconds,
      why: z.enum(OFF_REASONS).catch('failed'),
      by: text,
    })
    .transform(({ positionMs, ...rest }) => ({ ...rest, positionSeconds: positionMs })),
  z.object({ kind: z.literal('switch'), from: text, to: text }),
  z
    .object({
      kind: z.literal('cue'),
      cue: z.string(),
      state: z.enum(CUE_STATES),
      why: text,
      joinedMs: positionSeconds.optional(),
    })
    .transform(({ joinedMs, ...rest }) => ({ ...rest, joinedSeconds: joinedMs ?? 0 })),
  z.object({ kind: z.literal('refused'), source: text, request: rawRequest, why: text }),
  z.object({ kind: z.literal('silence') }),
  z.object({ kind: z.literal('noise') }),
  z
    .object({
      kind: z.literal('silence_action'),
      action: z.enum(SILENCE_ACTIONS),
      source: text,
      silentMs: positionSeconds,
      why: text,
    })
    .transform(({ silentMs, ...rest }) => ({ ...rest, silentSeconds: silentMs })),
  z.object({ kind: z.literal('output'), port: z.int(), state: z.enum(['up', 'down']), why: text }),
]);

/**
 * Reads one line of the journal. Null for what is no line: torn, blank, or not JSON. A line with an identity whose kind or
 * fields are not known here is kept as `unknown`, so that a newer engine leaves no holes in the sequence; a reason for
 * leaving the air that is not known is `failed`, so that the entry still gets its end.
 */
export function readJournalLine(line: string): JournalLine | null {
  const value = jsonValue(line);
  const base = rawBase.safeParse(value);
  if (!base.success) return null;
  const { run, seq, atMs, kind } = base.data;
  const body = rawBody.safeParse(value);
  return body.success ? { run, seq, atMs, ...body.data } : { run, seq, atMs, kind: 'unknown', name: kind };
}

function jsonValue(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

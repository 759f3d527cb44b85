import type { TitleBasis } from './title.ts';

/** What is remembered of a schedule's last generation (`KeptSchedule.madeOf`). */
export interface Memory {
  /** Of all that its diffusions were made from. */
  readonly hash: string;
  /** The tables of its time zones were looked at from then on. */
  readonly sinceMs: number;
  /** Initial diffusions that start before it were made. */
  readonly untilMs: number;
  readonly basis: TitleBasis;
}

/** Another way of making diffusions has another one: then all are looked at once more. */
const FORMAT = 'a';

export function writeMemory({ hash, sinceMs, untilMs, basis }: Memory): string {
  return [FORMAT, hash, sinceMs, untilMs, JSON.stringify([basis.program, basis.pattern, basis.language])].join(' ');
}

/** Null when there is none, or none that can be read. */
export function readMemory(text: string | null): Memory | null {
  const [, hash, sinceMs, untilMs, basis] = /^a (\w+) (-?\d+) (-?\d+) (\[.*\])$/s.exec(text ?? '') ?? [];
  if (hash === undefined || basis === undefined) return null;
  const [program, pattern, language] = JSON.parse(basis) as [string, string | null, string];
  return { hash, sinceMs: Number(sinceMs), untilMs: Number(untilMs), basis: { program, pattern, language } };
}

import type { TitleBasis } from './title.ts';

/** What is remembered of a schedule's last generation (`KeptSchedule.madeOf`). */
export interface Memory {
  /** Of all that its diffusions were made from. */
  readonly hash: string;
  /** The tables of its time zones were looked at from then on. */
  readonly sinceMs: number;
  /** Initial diffusions that start before it were made. */
  readonly untilMs: number;
  /** What the titles of its episodes were made from, the present one first: those that do not follow have one of before. */
  readonly bases: readonly TitleBasis[];
}

/** More changes of a program's titles than that are not remembered. */
const MOST_BASES = 4;

/** Another way of making diffusions has another one: then all are looked at once more. */
const FORMAT = 'a';

export function writeMemory({ hash, sinceMs, untilMs, bases }: Memory): string {
  const last = bases.slice(0, MOST_BASES).map(({ program, pattern, language }) => [program, pattern, language]);
  return [FORMAT, hash, sinceMs, untilMs, JSON.stringify(last)].join(' ');
}

/** Null when there is none, or none that can be read. */
export function readMemory(text: string | null): Memory | null {
  const [, hash, sinceMs, untilMs, bases] = /^a (\w+) (-?\d+) (-?\d+) (\[.*\])$/s.exec(text ?? '') ?? [];
  if (hash === undefined || bases === undefined) return null;
  const last = JSON.parse(bases) as readonly (readonly [string, string | null, string])[];
  return {
    hash,
    sinceMs: Number(sinceMs),
    untilMs: Number(untilMs),
    bases: last.map(([program, pattern, language]) => ({ program, pattern, language })),
  };
}

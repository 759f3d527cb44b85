import type { ChangedItem } from '../../ports/timetable-store.ts';

/** What of a diffusion, and of a program's pause, is an instant. */
const INSTANTS: ReadonlySet<string> = new Set(['start', 'end', 'from', 'to']);

/** Instants as ISO 8601, which is how they write themselves. */
export function itemsText(items: readonly ChangedItem[]): string {
  return JSON.stringify(items);
}

export function itemsFrom(text: string): readonly ChangedItem[] {
  return JSON.parse(text, (key, value: unknown) =>
    INSTANTS.has(key) && typeof value === 'string' ? Temporal.Instant.from(value) : value,
  ) as readonly ChangedItem[];
}

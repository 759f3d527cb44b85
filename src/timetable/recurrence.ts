/**
 * When something is to be broadcast, by the local clock of a place: the material of a schedule. Local times are texts
 * `YYYY-MM-DDTHH:MM:SS.sss`, with milliseconds always and no offset.
 */
export interface Recurrence {
  /** The value of an RRULE (RFC 5545, section 3.3.10), without `RRULE:`. Empty: once, at {@link firstLocal}. */
  readonly rule: string;
  /** Nothing is before it, and the rule counts from it. It is an occurrence itself only where it matches the rule. */
  readonly firstLocal: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Occurrences besides those of the rule: RDATE. */
  readonly extraLocals: readonly string[];
  /** Occurrences that are not held: EXDATE. It takes those of {@link extraLocals} away too. */
  readonly exceptLocals: readonly string[];
}

/**
 * What the clocks of the zone did to a local time: `gap`, they skip it, and it is taken as long after the gap as it lies in
 * it; `overlap`, it comes twice, and the first is taken.
 */
export type ZoneNote = 'gap' | 'overlap';

export interface Occurrence {
  /** The local time by the rule, also where the clocks skip it: what names the occurrence (RECURRENCE-ID). */
  readonly local: string;
  readonly startMs: number;
  readonly zoneNote: ZoneNote | null;
}

/** A rule that did not hold. */
export interface Violation {
  /** Its number in SPEC.md. */
  readonly rule: `SI-${number}`;
  readonly name: string;
  /** True milliseconds from the beginning of the story. */
  readonly atMs: number;
  readonly message: string;
}

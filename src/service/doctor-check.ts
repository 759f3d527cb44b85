/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly message: string;
  /** The command or change that mends it; null when nothing has to be mended. */
  readonly remedy: string | null;
}

export function fine(name: string, message: string): Check {
  return { name, ok: true, message, remedy: null };
}

export function wrong(name: string, message: string, remedy: string): Check {
  return { name, ok: false, message, remedy };
}

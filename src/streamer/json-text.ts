/** What JSON allows raw and a reader of lines may take for a line end or a control: DEL, C1, and the Unicode separators. */
const UNSAFE_RAW = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * JSON on one line for the engine. Every control character and every kind of line end is escaped; all else stays UTF-8,
 * because Liquidsoap 2.1 reads an escaped surrogate pair as two broken characters. Half a pair, which has no UTF-8, becomes
 * U+FFFD: one broken title must not make a whole sheet unreadable.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
  return text.replace(UNSAFE_RAW, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

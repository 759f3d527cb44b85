/**
 * The text as both databases hold it. PostgreSQL has no U+0000, and neither has halves of surrogate pairs; names that come
 * out of files have both, and must not keep a log entry from being written. Each becomes U+FFFD.
 */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

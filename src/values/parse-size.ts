import { RefusedError } from './errors.ts';

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/**
 * Reads a size of a file or a disk: a number with its unit, `500MB`, `1.5 GiB`.
 * @returns bytes, whole, 0 or more
 * @throws {RefusedError} `wrong_size`, also for a plain number, whose unit could only be guessed
 */
export function parseSizeBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)$/i.exec(text.trim()) ?? [];
  const factor = BYTES[unit?.toLowerCase() ?? ''];
  const bytes = factor === undefined ? Number.NaN : Math.round(Number(number) * factor);
  if (Number.isSafeInteger(bytes)) return bytes;
  const message = `${JSON.stringify(text)} is not a size; allowed: a number with its unit (kB, MB, GB, TB, KiB, MiB, GiB, TiB), such as 500MB`;
  throw new RefusedError('wrong_size', message, { given: text });
}

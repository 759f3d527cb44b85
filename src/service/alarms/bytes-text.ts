const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.2 GB`, in powers of 1000, cut, so that what is below a limit is not shown as the limit. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 100 ? Math.floor(value) : Math.floor(value * 10) / 10;
  return `${shown} ${UNITS[unit] ?? ''}`;
}

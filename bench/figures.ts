/** Middle, ends and spread of measured values. */
export interface Figures {
  readonly count: number;
  readonly least: number;
  readonly median: number;
  readonly p90: number;
  /** 99 of 100 are not further from 0 than this. */
  readonly p99Distance: number;
  readonly most: number;
}

/** @param values at least one */
export function figuresOf(values: readonly number[]): Figures {
  const sorted = values.toSorted((x, y) => x - y);
  const distances = values.map(Math.abs).toSorted((x, y) => x - y);
  return {
    count: values.length,
    least: quantile(sorted, 0),
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99Distance: quantile(distances, 0.99),
    most: quantile(sorted, 1),
  };
}

/** The nearest-rank quantile. */
function quantile(sorted: readonly number[], part: number): number {
  const rank = Math.max(0, Math.ceil(part * sorted.length) - 1);
  return sorted[rank] ?? Number.NaN;
}

/** Rows of equal fields as aligned text; numbers with one decimal. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const [first] = rows;
  if (first === undefined) return '(nothing)';
  const names = Object.keys(first);
  const cells = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => line.map((text, column) => pad(text, widths[column] ?? 0, column)).join('  ')).join('\n');
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

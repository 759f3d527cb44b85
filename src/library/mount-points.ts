import { readFile } from 'node:fs/promises';

/** Where file systems are attached on this machine, `/` among them. Source: proc(5), `/proc/PID/mountinfo`; asks no disk. */
export async function mountPoints(): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mountPointsIn(table);
}

/** @param table text of `mountinfo`: the fifth field of a line, in which a blank, for example, is `\040` */
export function mountPointsIn(table: string): readonly string[] {
  const points = table.split('\n').map((line) => line.split(' ')[4]);
  const named = points.filter((point) => point !== undefined && point !== '');
  return ['/', ...named.map((point) => unescaped(point ?? ''))];
}

/** The mount point that a path lies under, by its name alone: a link that leads elsewhere is not followed. */
export function mountPointOf(path: string, points: readonly string[]): string {
  let longest = '/';
  for (const point of points) {
    if (point.length > longest.length && (path === point || path.startsWith(`${point}/`))) longest = point;
  }
  return longest;
}

function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

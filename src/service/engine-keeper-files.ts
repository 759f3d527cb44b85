import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isErrno } from '../streamer/errno.ts';
import type { StationFolder } from '../streamer/station-folder.ts';
import { putWholeFile, readText } from '../streamer/whole-file.ts';

const order = z.object({
  /** The run that is to end; null: whichever. An order for one that is gone is done already. */
  run: z.string().nullable(),
  /** UTC milliseconds; null: the next boundary of music. */
  atMs: z.int().nullable(),
});

/** What an operator asked for: that the engine be started again, and when. It outlives Airkeeper. */
export type RestartOrder = Readonly<z.infer<typeof order>>;

const report = z.object({
  /** The run that it is about; null: none. */
  run: z.string().nullable(),
  /** What a restart of the engine would change, and why it is wanted; null: nothing waits. */
  pending: z.string().nullable(),
  /** When that will be: UTC milliseconds; null: at the next boundary of music. */
  atMs: z.int().nullable(),
  /** Why the newest settings are not taken in at all; null: they are. */
  refused: z.string().nullable(),
  emergency: z.boolean(),
});

/** How the keeper sees a station's engine. */
export type KeeperReport = Readonly<z.infer<typeof report>>;

const orderPath = (folder: StationFolder) => join(folder.root, 'restart.json');
const reportPath = (folder: StationFolder) => join(folder.root, 'keeper.json');

/** Null where there is none; one that cannot be read is none. */
export const readOrder = (folder: StationFolder) => read(orderPath(folder), order);
export const readReport = (folder: StationFolder) => read(reportPath(folder), report);

/** @throws {PassingError} `disk_failed` */
export async function putOrder(folder: StationFolder, wanted: RestartOrder): Promise<void> {
  await putWholeFile(orderPath(folder), `${JSON.stringify(wanted)}\n`);
}

/** @throws {PassingError} `disk_failed` */
export async function putReport(folder: StationFolder, found: KeeperReport): Promise<void> {
  await putWholeFile(reportPath(folder), `${JSON.stringify(found)}\n`);
}

export async function removeOrder(folder: StationFolder): Promise<void> {
  await unlink(orderPath(folder)).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
  });
}

async function read<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

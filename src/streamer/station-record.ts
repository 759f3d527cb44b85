import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PortId, Slug, StationId } from '../values/ids.ts';
import type { Port } from '../values/model.ts';
import { isErrno } from './errno.ts';
import { jsonText } from './json-text.ts';
import { stationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

/** What starting a station's engine takes besides its script, kept beside it: enough to be on the air without the database. */
export interface StationRecord {
  readonly slug: Slug;
  /** IANA name. */
  readonly timeZone: string;
  readonly ports: readonly Port[];
}

const FILE = 'station.json';

const record = z.object({
  slug: z.string().transform((text) => text as Slug),
  timeZone: z.string(),
  ports: z.array(
    z.object({
      id: z.number().transform((id) => id as PortId),
      stationId: z.number().transform((id) => id as StationId),
      direction: z.enum(['output', 'input']),
      kind: z.string(),
      settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
});

/** Remembers with what the station's script was made. @throws {PassingError} `disk_failed` */
export async function putStationRecord(dataFolder: string, { slug, timeZone, ports }: StationRecord): Promise<void> {
  // it may hold an Icecast server's password
  await putWholeFile(recordPath(dataFolder, slug), `${jsonText({ slug, timeZone, ports })}\n`, 0o600);
}

/** The stations with a record and a script, in order of slug. A record that cannot be read is none. */
export async function stationRecords(dataFolder: string): Promise<readonly StationRecord[]> {
  const records: StationRecord[] = [];
  for (const slug of (await namesIn(join(dataFolder, 'stations'))).sort()) {
    const found = parsed((await readText(recordPath(dataFolder, slug)).catch(() => null)) ?? '');
    const script = await readText(stationFolder(dataFolder, slug).script).catch(() => null);
    if (found?.slug === slug && script !== null) records.push(found);
  }
  return records;
}

/** Forgets a station: what is left of it on the disk starts no engine. */
export async function removeStationRecord(dataFolder: string, slug: string): Promise<void> {
  await rm(recordPath(dataFolder, slug), { force: true });
}

function recordPath(dataFolder: string, slug: string): string {
  return join(stationFolder(dataFolder, slug).root, FILE);
}

function parsed(text: string): StationRecord | null {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

import { join } from 'node:path';
import { z } from 'zod';
import type { AlarmRecord, AlarmSettings } from '../../ports/alarm-store.ts';
import { putWholeFile, readText } from '../../streamer/whole-file.ts';
import { ALARM_NAMES, type AlarmId, type AlarmName } from '../../values/alarms.ts';
import { PassingError } from '../../values/errors.ts';
import type { DatabaseId, Slug, StationId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';

/** What is known of alarms without the database. */
export interface AlarmFile {
  /** Whose alarms and stations these are; null where no database was ever met. */
  readonly database: DatabaseId | null;
  readonly settings: ReadonlyMap<StationId | null, AlarmSettings>;
  readonly records: readonly { readonly record: AlarmRecord; readonly isSaved: boolean }[];
}

function alarmFilePath(dataFolder: string): string {
  return join(dataFolder, 'alarms.json');
}

const id = z.int().min(1);
const ms = z.int();

const SETTINGS = z.object({
  webhook: z.string().nullable(),
  onAlarm: z.array(z.string()).nullable(),
  atRiskSeconds: z.number().nullable(),
  diskFreeBytes: z.number().nullable(),
});

const NOTICE = z.object({
  event: z.enum(['raised', 'cleared']),
  channel: z.enum(['webhook', 'command']),
  attempts: z.int().min(0),
  outcome: z.enum(['delivered', 'abandoned', 'unwanted']).nullable(),
});

const ALARM = z.object({
  id: z.string(),
  name: z.enum(ALARM_NAMES as [AlarmName, ...AlarmName[]]),
  station: z.object({ id, slug: z.string() }).nullable(),
  subject: z.string(),
  raised: ms,
  cleared: ms.nullable(),
  message: z.string(),
  remedy: z.string(),
  notices: z.array(NOTICE),
  saved: z.boolean(),
});

const FILE = z.object({
  database: z.string().nullable(),
  settings: z.array(z.object({ station: id.nullable(), settings: SETTINGS })),
  alarms: z.array(ALARM),
});

export function alarmFileText({ database, settings, records }: AlarmFile): string {
  const content: z.infer<typeof FILE> = {
    database,
    settings: [...settings].map(([station, each]) => ({
      station,
      settings: { ...each, onAlarm: each.onAlarm === null ? null : [...each.onAlarm] },
    })),
    alarms: records.map(({ record: { alarm, notices }, isSaved }) => ({
      ...alarm,
      raised: alarm.raised.epochMilliseconds,
      cleared: alarm.cleared?.epochMilliseconds ?? null,
      notices: [...notices],
      saved: isSaved,
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * @returns null where there is no file
 * @throws {PassingError} `disk_failed`, `alarm_file_damaged`
 */
export async function readAlarmFile(dataFolder: string): Promise<AlarmFile | null> {
  const path = alarmFilePath(dataFolder);
  let content: z.infer<typeof FILE>;
  try {
    const text = await readText(path);
    if (text === null) return null;
    content = FILE.parse(JSON.parse(text));
  } catch (error) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PassingError('alarm_file_damaged', `${path} cannot be read: ${said}`, { cause: error });
  }
  return {
    database: content.database as DatabaseId | null,
    settings: new Map(content.settings.map(({ station, settings }) => [station as StationId | null, settings])),
    records: content.alarms.map(({ notices, saved, ...alarm }) => ({
      record: {
        alarm: {
          ...alarm,
          id: alarm.id as AlarmId,
          station: alarm.station as { id: StationId; slug: Slug } | null,
          raised: instantFromMs(alarm.raised),
          cleared: alarm.cleared === null ? null : instantFromMs(alarm.cleared),
        },
        notices,
      },
      isSaved: saved,
    })),
  };
}

/** @throws {PassingError} `disk_failed` */
export async function writeAlarmFile(dataFolder: string, text: string): Promise<void> {
  await putWholeFile(alarmFilePath(dataFolder), text);
}

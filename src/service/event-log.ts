import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Logger, multistream, pino } from 'pino';
import { RotatingFile } from './rotating-file.ts';
import type { Screen } from './screen.ts';

const LONGEST_BYTES = 10_000_000;

/**
 * Airkeeper's own log: JSON lines in `airkeeper.log`, which is begun anew when it has 10 MB, and each line of importance on
 * the screen.
 */
export interface EventLog {
  readonly logger: Logger;
  close(): void;
}

/** @param jsonOutput where the lines go as JSON instead of to the screen; null: they go to the screen */
export function openEventLog(
  dataFolder: string,
  screen: Screen,
  jsonOutput: { write(text: string): void } | null,
): EventLog {
  mkdirSync(dataFolder, { recursive: true });
  const path = join(dataFolder, 'airkeeper.log');
  const onTrouble = (error: unknown) =>
    screen.say(`${path} cannot be written, what happens is shown here only: ${error}`);
  const file = new RotatingFile(path, LONGEST_BYTES, onTrouble);
  const shown = jsonOutput === null ? screenStream(screen) : { write: (line: string) => jsonOutput.write(line) };
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, level: 'debug' },
    multistream([
      { stream: file, level: 'debug' },
      { stream: shown, level: 'info' },
    ]),
  );
  return { logger, close: () => file.close() };
}

interface LogLine {
  readonly time: string;
  readonly level: number;
  readonly station?: string;
  readonly msg: string;
}

/** `2026-12-01T06:00:00.250Z  vert  engine started: process 4711` */
function screenStream(screen: Screen): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      const line: LogLine = JSON.parse(text);
      const importance = line.level >= 50 ? 'ERROR  ' : line.level >= 40 ? 'warning  ' : '';
      const station = line.station === undefined ? '' : `${line.station}  `;
      screen.say(`${line.time}  ${station}${importance}${line.msg}`);
      done();
    },
  });
}

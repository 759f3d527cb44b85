import { randomInt } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineCommand, EngineFailure } from '../ports/engine.ts';
import type { Random } from '../ports/random.ts';
import type { Result } from '../values/result.ts';
import { commandLine, readCommandReply, readReply, STATE_LINE } from './commands.ts';
import { Connection } from './connection.ts';
import { putCueSheet, putStreamPlans } from './engine-files.ts';
import { readEngineState } from './engine-state.ts';
import { JournalReader } from './journal-reader.ts';
import { watchJournal } from './journal-watch.ts';
import type { StationFolder } from './station-folder.ts';

/** As the port promises. */
const OBSERVE_TIMEOUT_MS = 2000;
const COMMAND_TIMEOUT_MS = 5000;

const MACHINE_RANDOM: Random = { next: () => randomInt(2 ** 32) / 2 ** 32 };

export interface LiquidsoapEngineOptions {
  readonly folder: StationFolder;
  readonly clock: Clock;
  /** Only spreads tries to connect. */
  readonly random?: Random;
}

export interface LiquidsoapEngine extends Engine {
  /** How many places in the journal's sequences had no line, as far as it was read here. */
  readonly journalHoles: number;
  /** Lets go of the engine, which plays on: no socket, watch or timer is left. */
  close(): Promise<void>;
}

/** One station's engine, a Liquidsoap that may or may not be running: nothing is done until something is asked. */
export function createLiquidsoapEngine({
  folder,
  clock,
  random = MACHINE_RANDOM,
}: LiquidsoapEngineOptions): LiquidsoapEngine {
  const connection = new Connection({ socketPath: folder.socket, clock, random });
  const journal = new JournalReader(folder, clock);
  const inTurn = turns();
  const watches = new Set<() => void>();
  return {
    observe: async () => {
      const reply = readWith(readReply, await connection.request(STATE_LINE, OBSERVE_TIMEOUT_MS));
      return reply.ok ? readEngineState(reply.value) : reply;
    },
    command: async (command: EngineCommand) => {
      const reply = await connection.request(commandLine(command), COMMAND_TIMEOUT_MS);
      return readWith((text) => readCommandReply(command, text), reply);
    },
    putCueSheet: (sheet) => inTurn(() => putCueSheet(folder, sheet)),
    putStreamPlans: (plans) => inTurn(() => putStreamPlans(folder, plans)),
    readJournal: (after) => journal.read(after),
    onJournalGrowth: (callback) => {
      const stopWatching = watchJournal(folder.journal, clock, callback);
      const stop = () => {
        watches.delete(stop);
        stopWatching();
      };
      watches.add(stop);
      return stop;
    },
    get journalHoles() {
      return journal.holes;
    },
    close: async () => {
      for (const stop of watches) stop();
      await connection.close();
    },
  };
}

function readWith<Value>(
  read: (text: string) => Result<Value, EngineFailure>,
  reply: Result<string, EngineFailure>,
): Result<Value, EngineFailure> {
  return reply.ok ? read(reply.value) : reply;
}

/** Has works done one after another, whether or not the ones before succeeded: a file has one writer at a time. */
function turns(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

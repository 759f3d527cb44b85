import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Store } from '../ports/store.ts';
import type { ErrorData } from '../values/errors.ts';
import type { CliContext, DataPlace } from './context.ts';
import { notPermitted } from './daemon-text.ts';
import { visible } from './format.ts';
import { UsageError } from './usage-error.ts';

/** What can be printed with `--json`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One command being carried out: where its data is, and how it speaks. */
export interface Invocation {
  readonly context: CliContext;
  readonly place: DataPlace;
  readonly json: boolean;
  /** Prints the outcome: the value with `--json`, the text otherwise. */
  print(value: Json, text: string): void;
  /** Something that a person should know, though it was done as asked. */
  warn(code: string, message: string, data?: ErrorData): void;
}

/** @throws {UsageError} `wrong_data_folder`, `wrong_database_url` */
export function invocation(context: CliContext, command: Command): Invocation {
  const json = option(command, 'json') === true;
  return {
    context,
    place: { dataFolder: dataFolder(context, command), databaseUrl: databaseUrl(context) },
    json,
    print(value, text) {
      context.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
    },
    warn(code, message, data = {}) {
      const line = json ? JSON.stringify({ warning: { code, message, data } }) : `warning: ${visible(message)}`;
      context.stderr.write(`${line}\n`);
    },
  };
}

/** Gives the work the store, and closes it whatever comes of it. */
export async function withStore<Value>(
  run: Invocation,
  work: (store: Store) => Promise<Value>,
  create = false,
): Promise<Value> {
  const { place, context } = run;
  // SQLite would only say that it cannot open its file
  const daemon = place.databaseUrl === null ? context.daemonState(place.dataFolder) : null;
  if (daemon?.state === 'not_permitted') throw notPermitted(place, daemon);
  const store = await context.openStore({ ...place, create });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** As {@link withStore}, for work that changes the data: all of it or nothing, and a running Airkeeper is told. */
export async function changeStore<Value>(
  run: Invocation,
  work: (store: Store) => Promise<Value>,
  create = false,
): Promise<Value> {
  const value = await withStore(run, (store) => store.transaction(work), create);
  if (!(await run.context.notifyDaemon(run.place.dataFolder))) await warnNotTold(run);
  return value;
}

async function warnNotTold(run: Invocation): Promise<void> {
  if (run.context.daemonState(run.place.dataFolder).state === 'stopped') return warnUnattended(run);
  const message =
    'Airkeeper could not be told: it finds changes of the timetable and the library within a minute, and those of ports when it is started again';
  run.warn('airkeeper_not_told', message);
}

/** An engine that plays without Airkeeper goes by what it was given last: a change is not heard before the next start. */
async function warnUnattended({ context, place, warn }: Invocation): Promise<void> {
  const playing: string[] = [];
  for (const slug of await context.engineSlugs(place.dataFolder)) {
    const engine = context.engineFor(place.dataFolder, slug);
    if ((await engine.observe()).ok) playing.push(slug);
    await engine.close();
  }
  if (playing.length === 0) return;
  const message = `Airkeeper is not running: the engine of ${playing.join(', ')} plays on by its old cue sheet, and this takes effect when Airkeeper is started`;
  warn('airkeeper_not_running', message);
}

function dataFolder(context: CliContext, command: Command): string {
  const given = option(command, 'data') ?? context.env.AIRKEEPER_DATA ?? 'data';
  if (typeof given !== 'string' || given === '') {
    throw new UsageError(
      'wrong_data_folder',
      'the data folder has an empty name; give one with --data DIR or AIRKEEPER_DATA',
    );
  }
  return realFolder(resolve(context.cwd, given));
}

/** An engine is found by its script's path: one folder must not have two names. */
function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // not there yet, or not ours to look into: who needs it says so
    return path;
  }
}

function databaseUrl(context: CliContext): string | null {
  const url = context.env.AIRKEEPER_DATABASE_URL ?? '';
  if (url === '') return null;
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  // the address itself is not repeated: it may hold a password
  throw new UsageError(
    'wrong_database_url',
    'AIRKEEPER_DATABASE_URL is not a postgres://… address; unset it for SQLite',
  );
}

/** The nearest to the end of the command line wins: an option of the command, of its group, of airkeeper. */
function option(command: Command, name: string): unknown {
  const value: unknown = command.opts()[name];
  return value === undefined && command.parent !== null ? option(command.parent, name) : value;
}

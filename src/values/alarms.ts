import type { Brand } from './brand.ts';
import type { Station } from './model.ts';

/** Made of what the alarm is about and when it was raised: the same alarm, written again, is the same row. */
export type AlarmId = Brand<string, 'AlarmId'>;

/** What each alarm has to say of itself, beside the station: the fields of its message. */
export interface AlarmFacts {
  /** No engine process runs, and none could be started at once. */
  readonly engine_down: { readonly why: string };
  /** The process is there, and neither answers nor plays. */
  readonly engine_hung: { readonly seconds: number };
  readonly silent: { readonly seconds: number };
  /** Subject: the port's id. `what`: its kind and place. */
  readonly output_down: { readonly port: number; readonly what: string; readonly why: string };
  readonly database_down: { readonly why: string };
  /** Subject: the folder. */
  readonly disk_nearly_full: { readonly folder: string; readonly free: string; readonly limit: string };
  /** Forward is above 0. */
  readonly clock_stepped: { readonly seconds: number };
  /** Subject: the diffusion's id, or the cue's key. `start`: local. */
  readonly diffusion_at_risk: {
    readonly diffusion: number;
    readonly program: string;
    readonly start: string;
    readonly why: string;
  };
  /** Subject: what the files are of. */
  readonly file_missing: { readonly of: string; readonly count: number; readonly example: string };
  /** The engine died too often: the emergency source has the outputs. */
  readonly budget_spent: { readonly restarts: number; readonly minutes: number };
}

export type AlarmName = keyof AlarmFacts;

/** `{field}` is filled in from the facts, `{station}` with the station's slug. */
interface AlarmText {
  /** What is wrong. */
  readonly message: string;
  /** What a person does about it. */
  readonly remedy: string;
}

/** Every alarm there is. The names are a promise: webhooks and commands hang on them. */
const ALARMS: Readonly<Record<AlarmName, AlarmText>> = {
  engine_down: {
    message: 'The engine is not running: {why}',
    remedy:
      'It is started again without you. If it does not stay, read engine.log in stations/{station}, and run: airkeeper doctor',
  },
  engine_hung: {
    message: 'The engine has neither answered nor played for {seconds} s',
    remedy: 'It is ended and started again without you. If it comes back, look at the load and the disk of the machine',
  },
  silent: {
    message: 'The output has been silent for {seconds} s',
    remedy:
      'Look at what is on the air: airkeeper status {station}. To go on with the next: airkeeper source skip {station} SOURCE',
  },
  output_down: {
    message: 'The output {port} ({what}) is down: {why}',
    remedy:
      'It is tried again without you. Look at the server or the disk that it sends to; its settings: airkeeper port list {station}',
  },
  database_down: {
    message: 'The database cannot be used: {why}',
    remedy:
      'The stations play on, and the log is written when it is back. Start the database server, or free the disk that it is on',
  },
  disk_nearly_full: {
    message: 'The disk of {folder} has {free} left, less than {limit}',
    remedy: 'Remove old recordings or other files from that disk; the limit: airkeeper alarm set --disk-free SIZE',
  },
  clock_stepped: {
    message: "The machine's clock was stepped by {seconds} s",
    remedy:
      'Let a time service (systemd-timesyncd, chrony) keep the clock, so that it is never stepped; compare: timedatectl',
  },
  diffusion_at_risk: {
    message: 'The diffusion {diffusion} ({program}, {start}) is at risk: {why}',
    remedy:
      'Give its episode sounds (airkeeper sound add FILE --episode EPISODE), or cancel it: airkeeper diffusion cancel {diffusion}',
  },
  file_missing: {
    message: '{count} of the files of {of} cannot be read, such as {example}',
    remedy: 'Put the files back, or mount the disk that they are on; they are used again as soon as they are there',
  },
  budget_spent: {
    message: 'The engine died {restarts} times in {minutes} min: the emergency source has the outputs',
    remedy: 'Airkeeper goes on trying. Read engine.log in stations/{station}, and run: airkeeper doctor',
  },
};

export const ALARM_NAMES = Object.keys(ALARMS) as readonly AlarmName[];

/** What was wrong, from when, until when. */
export interface Alarm {
  readonly id: AlarmId;
  readonly name: AlarmName;
  /** Null: it concerns all stations. */
  readonly station: Pick<Station, 'id' | 'slug'> | null;
  /** Tells apart the alarms of one name and station; empty where there can be only one. */
  readonly subject: string;
  readonly raised: Temporal.Instant;
  /** Null while it is open. */
  readonly cleared: Temporal.Instant | null;
  readonly message: string;
  readonly remedy: string;
}

/** The message and the remedy of an alarm, as they are when it is raised. */
export function alarmText<Name extends AlarmName>(name: Name, facts: AlarmFacts[Name], station: string): AlarmText {
  const values = new Map<string, unknown>([...Object.entries(facts), ['station', station]]);
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, field: string) => String(values.get(field)));
  return { message: fill(ALARMS[name].message), remedy: fill(ALARMS[name].remedy) };
}

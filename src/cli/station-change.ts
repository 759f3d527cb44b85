import { type Command, Option } from 'commander';
import { checkTimeZone } from '../timetable/zone-name.ts';
import type { Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { quoted, visible } from './format.ts';
import { changeStore, type Invocation, invocation } from './invocation.ts';
import { stationJson } from './present.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary } from './timetable-report.ts';
import { readOption, UsageError } from './usage-error.ts';
import { durationSeconds, nonEmpty, wholeNumber } from './values.ts';

export const CANCEL_TIMEOUT = 'a diffusion that has not started after this long is cancelled';
export const SYNC_TIMEOUT = 'playlists are compared with the library this often';
const SILENCE_LIMIT = 'the output may be silent this long before something is done about it; 0s: for ever';
const SILENCE_THRESHOLD = 'what is weaker is silence, in dB below full scale, such as -40';

const LANGUAGE = 'ISO 639-1: what Airkeeper writes for listeners, such as the titles of episodes, is in it';
const DAYS_AHEAD = 'schedules are made into diffusions so many days ahead';

export interface SilenceOptions {
  readonly silenceLimit?: number;
  readonly silenceThreshold?: number;
}

/** Declares the options that say what silence is. */
export function withSilence(command: Command): Command {
  return command
    .option('--silence-limit <duration>', SILENCE_LIMIT, durationSeconds('--silence-limit'))
    .option('--silence-threshold <db>', SILENCE_THRESHOLD, wholeNumber('--silence-threshold', { min: -90, max: -10 }));
}

export function givenSilence({
  silenceLimit,
  silenceThreshold,
}: SilenceOptions): Partial<Pick<Station, 'silenceLimitSeconds' | 'silenceThresholdDb'>> {
  return {
    ...(silenceLimit === undefined ? {} : { silenceLimitSeconds: silenceLimit }),
    ...(silenceThreshold === undefined ? {} : { silenceThresholdDb: silenceThreshold }),
  };
}

/** Any language that the runtime can write dates in. */
function readLanguage(text: string): string {
  const code = text.toLowerCase();
  if (/^[a-z]{2}$/.test(code) && Intl.DateTimeFormat.supportedLocalesOf(code).length > 0) return code;
  throw new UsageError(
    'wrong_language',
    `--language: ${quoted(text)} is not a language; allowed: two letters of ISO 639-1, such as fr, nl, en`,
    { given: text },
  );
}

/** The commands that change a station that is there. */
export function stationChangeCommands(context: CliContext): readonly Command[] {
  return [setCommand(context), disableCommand(context), enableCommand(context)];
}

interface SetOptions extends SilenceOptions {
  readonly name?: string;
  readonly timezone?: string;
  readonly cancelTimeout?: number;
  readonly syncTimeout?: number;
  readonly language?: string;
  readonly daysAhead?: number;
}

function setCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary:
      'Changes a station; what is not given stays. Its slug, which is also the name of its folder, stays for ever.',
    examples: ['airkeeper station set vert --name "Radio Vert FM"', 'airkeeper station set vert --cancel-timeout 10m'],
  })
    .argument('<station>', 'its slug')
    .addOption(new Option('--name <name>', 'what it is called').argParser(nonEmpty('--name')))
    .option('--timezone <zone>', 'IANA name of its time zone; diffusions keep their instants')
    .option('--cancel-timeout <duration>', CANCEL_TIMEOUT, durationSeconds('--cancel-timeout'))
    .option('--sync-timeout <duration>', SYNC_TIMEOUT, durationSeconds('--sync-timeout'));
  withSilence(command)
    .option('--language <code>', LANGUAGE, readLanguage)
    .option('--days-ahead <number>', DAYS_AHEAD, wholeNumber('--days-ahead', { min: 1, max: 3660 }));
  return command.action(async (slug: string, options: SetOptions) => {
    const run = invocation(context, command);
    const { name, timezone, cancelTimeout, syncTimeout, language, daysAhead } = options;
    const timeZone = timezone === undefined ? undefined : readOption('--timezone', () => checkTimeZone(timezone));
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(cancelTimeout === undefined ? {} : { cancelTimeoutSeconds: cancelTimeout }),
      ...(syncTimeout === undefined ? {} : { syncTimeoutSeconds: syncTimeout }),
      ...(language === undefined ? {} : { language }),
      ...(daysAhead === undefined ? {} : { daysAhead }),
      ...givenSilence(options),
    };
    if (Object.keys(change).length === 0) {
      throw new UsageError(
        'nothing_to_do',
        'nothing to set: give --name, --timezone, --cancel-timeout, --sync-timeout, --silence-limit, --silence-threshold, --language or --days-ahead',
      );
    }
    const { value: after, report } = await changeTimetable(run, async (store) => {
      const { id } = (await Directory.read(store)).station(slug);
      return { stationId: id, value: await store.stations.change(id, change) };
    });
    run.print(
      stationJson(after),
      `Changed station ${after.slug} (${visible(after.name)}), ${after.timeZone}.${andSummary(report)}`,
    );
  });
}

function disableCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'disable',
    summary:
      'Takes a station off the air: its engine is stopped at once and is not started again until it is enabled. Its timetable, sounds and log stay; diffusions that come meanwhile do not start.',
    examples: ['airkeeper station disable vert'],
  }).argument('<station>', 'its slug');
  return command.action(async (slug: string) => {
    const run = invocation(context, command);
    const { before, after } = await changeStation(run, slug, { enabled: false });
    const engine = await context.retireEngine(run.place.dataFolder, after.slug);
    const was = before.enabled ? 'is disabled' : 'was disabled already';
    const stopped = engine.state === 'stopped' ? ' Its engine was stopped.' : ' Its engine was not running.';
    run.print(
      { ...stationJson(after), engine: engine.state },
      `Station ${after.slug} ${was}.${stopped} Back on the air: airkeeper station enable ${after.slug}`,
    );
  });
}

function enableCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'enable',
    summary: 'Puts a station that was disabled on the air again: a running Airkeeper starts its engine at once.',
    examples: ['airkeeper station enable vert'],
  }).argument('<station>', 'its slug');
  return command.action(async (slug: string) => {
    const run = invocation(context, command);
    const { before, after } = await changeStation(run, slug, { enabled: true });
    const was = before.enabled ? 'was enabled already' : 'is enabled';
    const runs = context.daemonState(run.place.dataFolder).state === 'running';
    const then = runs ? 'its engine starts now' : 'its engine starts with Airkeeper: airkeeper start';
    run.print(stationJson(after), `Station ${after.slug} ${was}${before.enabled ? '' : `; ${then}`}.`);
  });
}

function changeStation(
  run: Invocation,
  slug: string,
  change: Partial<Omit<Station, 'id' | 'slug'>>,
): Promise<{ readonly before: Station; readonly after: Station }> {
  return changeStore(run, async (store) => {
    const before = (await Directory.read(store)).station(slug);
    return { before, after: await store.stations.change(before.id, change) };
  });
}

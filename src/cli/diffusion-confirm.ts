import { type Command, Option } from 'commander';
import { confirmSpan } from '../service/timetable/confirm.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { followingOption } from './diffusion-following.ts';
import { changePlace } from './diffusion-move.ts';
import { Directory } from './directory.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { changeTimetable } from './timetable-change.ts';
import { UsageError } from './usage-error.ts';
import { idNumber } from './values.ts';

interface ConfirmOptions {
  readonly from?: string;
  readonly to?: string;
  readonly station?: string;
  readonly program?: string;
  readonly following?: true;
}

export function diffusionConfirmCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'confirm',
    summary:
      'Confirms a diffusion that is unconfirmed, it and all that follow by its schedule, or all that start in a period.',
    examples: [
      'airkeeper diffusion confirm 12',
      'airkeeper diffusion confirm 12 --following',
      'airkeeper diffusion confirm --from 2026-12-01 --to 2026-12-08 --program morning',
    ],
  })
    .argument('[diffusion]', 'its id, as diffusion list shows it', idNumber('DIFFUSION'))
    .addOption(followingOption())
    .option('--from <instant>', 'those that start then or later')
    .option('--to <instant>', 'those that start before it')
    .option('--program <program>', 'those of a program: its slug, or station/slug')
    .addOption(new Option('--station <station>', 'those of a station (default: the only one there is)'));
  return command.action(async (id: number | undefined, options: ConfirmOptions) => {
    const run = invocation(context, command);
    const { from, to } = options;
    if (id !== undefined) {
      if (from !== undefined || to !== undefined || options.program !== undefined || options.station !== undefined) {
        throw new UsageError('wrong_confirm', 'confirm either a diffusion by its id, or a period: --from and --to');
      }
      return changePlace(run, id, options, () => ({ type: 'on_air' }));
    }
    if (from === undefined || to === undefined || options.following === true) {
      throw new UsageError('wrong_confirm', 'say what to confirm: a diffusion by its id, or a period: --from and --to');
    }
    const { value } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const program = options.program === undefined ? null : directory.program(options.program);
      const station =
        program === null
          ? directory.stationOrOnly(options.station, 'say which: --station STATION')
          : directory.stationById(program.stationId);
      const { timeZone } = station;
      refuseReversed(options, timeZone);
      const confirmed = await confirmSpan(store, actor, {
        station,
        from: instantOption('--from', from, timeZone) ?? actor.now,
        to: instantOption('--to', to, timeZone) ?? actor.now,
        programId: program?.id ?? null,
      });
      const episodes = await episodesOf(store, confirmed);
      const json = confirmed.map((diffusion) => diffusionJson(diffusion, directory, episodes));
      return { stationId: station.id, value: json };
    });
    run.print(value, `Confirmed ${value.length} diffusions.`);
  });
}

import type { Command } from 'commander';
import { alarmSettingsOf } from '../ports/alarm-store.ts';
import { testPayload } from '../service/alarms/alarm-payload.ts';
import { alarmTeller } from '../service/alarms/alarm-teller.ts';
import { type AlarmTarget, targetOf } from '../service/alarms/next-notices.ts';
import { RefusedError } from '../values/errors.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { ExitWith } from './exit-with.ts';
import { visible } from './format.ts';
import { type Invocation, invocation, withStore } from './invocation.ts';

interface Try {
  readonly channel: AlarmTarget['channel'];
  readonly ok: boolean;
  /** Why it was not told. */
  readonly error: string | null;
  /** What a command printed. */
  readonly output: string;
}

export function alarmTestCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'test',
    summary:
      'Sends a test to the webhook and runs the command, now and once, and says what came of it. Status 1 when one was not told.',
    examples: ['airkeeper alarm test', 'airkeeper alarm test vert --json'],
  }).argument('[station]', 'slug of the station whose settings are tried (default: those for all stations)');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    const { slug, targets } = await withStore(run, async (store) => {
      const station = name === undefined ? null : (await Directory.read(store)).station(name);
      const settings = alarmSettingsOf(await store.alarms.settings(), station?.id ?? null);
      const found = [targetOf('webhook', settings), targetOf('command', settings)];
      return { slug: station?.slug ?? null, targets: found.filter((target) => target !== null) };
    });
    if (targets.length === 0) {
      throw new RefusedError(
        'nobody_to_tell',
        'nobody is told of alarms; say who: airkeeper alarm set --webhook URL, or --on-alarm COMMAND',
      );
    }
    const tries = await Promise.all(targets.map((target) => tryTarget(run, target, slug)));
    run.print(
      tries.map((each) => ({ ...each })),
      tries.map(tryText).join('\n'),
    );
    if (tries.some(({ ok }) => !ok)) throw new ExitWith(1);
  });
}

async function tryTarget({ context, place }: Invocation, target: AlarmTarget, slug: string | null): Promise<Try> {
  let output = '';
  const tell = alarmTeller({
    cwd: place.dataFolder,
    env: context.env,
    clock: context.clock,
    onOutput: (printed) => {
      output = printed;
    },
  });
  const outcome = await tell(target, testPayload(slug, context.clock.now()), context.interrupted);
  return { channel: target.channel, ok: outcome.ok, error: outcome.ok ? null : outcome.error, output };
}

function tryText({ channel, error, output }: Try): string {
  const said = error === null ? 'was told' : `was NOT told: ${visible(error)}`;
  return `The ${channel} ${said}.${output === '' ? '' : ` It printed: ${visible(output.trimEnd())}`}`;
}

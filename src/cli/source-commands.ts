import type { Command } from 'commander';
import type { EngineCommand, EngineState } from '../ports/engine.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { commandEngine, findSource, withRunningEngine } from './engine-talk.ts';
import { secondsText } from './format.ts';
import { type Invocation, invocation } from './invocation.ts';
import { heard, heardOn, refuseBeyondEnd } from './source-heard.ts';
import { sourcePushCommand } from './source-push.ts';
import { table } from './table.ts';
import { seconds } from './values.ts';

export function sourceCommands(context: CliContext): Command {
  return newGroup(
    context,
    'source',
    'The sources of a running engine: the dealer, which plays diffusions, and one for each stream.',
    [
      listCommand(context),
      skipCommand(context),
      restartCommand(context),
      seekCommand(context),
      sourcePushCommand(context),
    ],
    ['airkeeper source list vert', 'airkeeper source skip vert night'],
  );
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the sources of a station, and which of them is heard.',
    examples: ['airkeeper source list vert', 'airkeeper source list vert --json'],
  }).argument('<station>', 'slug of the station');
  return command.action(async (slug: string) => {
    const run = invocation(context, command);
    await withRunningEngine(run, slug, async (_, state) => {
      const rows = state.sources.map((source) => [
        source.name,
        source.onAir ? 'on air' : '',
        source.queueLength,
        secondsText(source.remainingSeconds),
        source.onAir ? heard(state) : '',
      ]);
      run.print(
        state.sources.map(({ name, onAir, queueLength, remainingSeconds }) => ({
          name,
          onAir,
          queueLength,
          remainingSeconds,
        })),
        table(['SOURCE', 'HEARD', 'QUEUED', 'REMAINING', 'WHAT'], rows, 'The engine has no source.'),
      );
    });
  });
}

function skipCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'skip',
    summary: 'Ends what a source has on the air, and goes on with what comes next.',
    examples: ['airkeeper source skip vert night', 'airkeeper source skip vert dealer'],
  })
    .argument('<station>', 'slug of the station')
    .argument('<source>', 'dealer, or the slug of a streamed program');
  return command.action(async (slug: string, source: string) => {
    const run = invocation(context, command);
    await act(run, slug, source, { kind: 'skip', source }, (state) => `Skipped ${heardOn(state, source)}.`);
  });
}

function restartCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'restart',
    summary: 'Plays what a source has on the air again from its beginning.',
    examples: ['airkeeper source restart vert night'],
  })
    .argument('<station>', 'slug of the station')
    .argument('<source>', 'dealer, or the slug of a streamed program');
  return command.action(async (slug: string, source: string) => {
    const run = invocation(context, command);
    const seek: EngineCommand = { kind: 'seek', source, positionSeconds: 0 };
    await act(run, slug, source, seek, (state) => `${heardOn(state, source)} plays again from its beginning.`);
  });
}

function seekCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'seek',
    summary: 'Goes to a second of what a source has on the air.',
    examples: ['airkeeper source seek vert night 90', 'airkeeper source seek vert dealer 1h02m'],
  })
    .argument('<station>', 'slug of the station')
    .argument('<source>', 'dealer, or the slug of a streamed program')
    .argument('<position>', 'seconds, or a duration', seconds('POSITION', { min: 0, max: 1_000_000 }));
  return command.action(async (slug: string, source: string, positionSeconds: number) => {
    const run = invocation(context, command);
    const seek: EngineCommand = { kind: 'seek', source, positionSeconds };
    await act(run, slug, source, seek, (state) => `${heardOn(state, source)} plays from second ${positionSeconds}.`);
  });
}

async function act(
  run: Invocation,
  slug: string,
  source: string,
  command: EngineCommand,
  text: (state: EngineState) => string,
): Promise<void> {
  await withRunningEngine(run, slug, async (engine, state) => {
    findSource(state, source);
    if (command.kind === 'seek') refuseBeyondEnd(state, source, command.positionSeconds);
    await commandEngine(engine, slug, command);
    run.print({ station: slug, ...command }, text(state));
  });
}

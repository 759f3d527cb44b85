import type { Command } from 'commander';
import { type Cue, cueKey } from '../ports/cue-sheet.ts';
import type { DeckState } from '../ports/engine.ts';
import { instantFromMs } from '../values/instant.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { withEngine } from './engine-talk.ts';
import { isoInstant, localTime } from './format.ts';
import { invocation, withStore } from './invocation.ts';
import { byId, episodesOf } from './lookup.ts';
import { table } from './table.ts';
import { wholeNumber } from './values.ts';

/** Cues that a terminal shows when nothing else is asked for: a bulletin every five minutes makes 300. */
const SHOWN = 30;

export function cueCommands(context: CliContext): Command {
  return newGroup(
    context,
    'cue',
    'The cues: what the engine holds and carries out alone, even with Airkeeper stopped.',
    [listCommand(context)],
    ['airkeeper cue list vert'],
  );
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: "Lists the cue sheet as it is on the engine's disk, with the deck of each cue that is on one.",
    examples: ['airkeeper cue list vert', 'airkeeper cue list vert --limit 5', 'airkeeper cue list vert --json'],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option(
      '--limit <count>',
      `the first so many that are not over (default: ${SHOWN}; with --json, the whole sheet)`,
      wholeNumber('--limit', { min: 1, max: 1_000_000 }),
    );
  return command.action(async (name: string | undefined, options: { readonly limit?: number }) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper cue list STATION');
      const sheet = await context.readCueSheet(run.place.dataFolder, station.slug);
      const cues = sheet?.cues ?? [];
      const now = context.clock.now();
      const state = await withEngine(run, station.slug, (engine) => engine.observe());
      if (state.ok && sheet !== null && state.value.cueSheetVersion !== sheet.version) {
        run.warn('sheet_not_read', 'the engine has not read this cue sheet yet: it still goes by an earlier one', {
          sheet: sheet.version,
          engine: state.value.cueSheetVersion,
        });
      }
      const diffusions = await byId(
        cues.map(({ diffusionId }) => diffusionId),
        (ids) => store.diffusions.byIds(ids),
      );
      const episodes = await episodesOf(store, [...diffusions.values()]);
      const items = cues.map((cue) => {
        const diffusion = diffusions.get(cue.diffusionId);
        const program = diffusion === undefined ? null : directory.programById(diffusion.programId).slug;
        const episode = diffusion === undefined ? null : (episodes.get(diffusion.episodeId)?.slug ?? null);
        return { cue, program, episode, deck: deckOf(cue, state.ok ? state.value.decks : []) };
      });
      const coming = items.filter(({ cue, deck }) => deck !== null || cue.latestStartMs > now.epochMilliseconds);
      const listed = run.json && options.limit === undefined ? items : coming.slice(0, options.limit ?? SHOWN);
      const more = run.json && options.limit === undefined ? 0 : coming.length - listed.length;
      run.print(
        listed.map(({ cue, program, episode, deck }) => ({
          key: cueKey(cue),
          diffusion: cue.diffusionId,
          program,
          episode,
          start: isoInstant(instantFromMs(cue.startMs), station.timeZone),
          mode: cue.mode,
          until: cue.untilMs === null ? null : isoInstant(instantFromMs(cue.untilMs), station.timeZone),
          files: cue.files.map(({ soundId, path, fromSeconds }) => ({ sound: soundId, path, fromSeconds })),
          deck: deck && { name: deck.name, state: deck.state },
          reason: cue.reason ?? null,
        })),
        table(
          ['CUE', 'START', 'MODE', 'UNTIL', 'PROGRAM', 'EPISODE', 'DECK', 'FILES', 'WHY'],
          listed.map(({ cue, program, episode, deck }) => [
            cueKey(cue),
            localTime(instantFromMs(cue.startMs), station.timeZone),
            cue.mode,
            cue.untilMs === null ? '' : localTime(instantFromMs(cue.untilMs), station.timeZone),
            program,
            episode,
            deck === null ? '' : `${deck.name} ${deck.state}`,
            cue.files.map(({ path }) => path).join(', '),
            cue.reason ?? '',
          ]),
          sheet === null
            ? 'There is no cue sheet yet: airkeeper start makes it.'
            : cues.length === 0
              ? 'The cue sheet is empty: no diffusion of the next 25 hours has a sound whose file is there.'
              : 'The cues of the sheet are over.',
        ),
      );
      if (more > 0) {
        run.warn('more_cues', `${more} more; all: airkeeper cue list ${station.slug} --limit ${coming.length}`, {
          more,
        });
      }
    });
  });
}

function deckOf(cue: Cue, decks: readonly DeckState[]): DeckState | null {
  return decks.find((deck) => deck.cue === cueKey(cue)) ?? null;
}

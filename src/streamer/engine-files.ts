import { readdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CueSheet, cueKey } from '../ports/cue-sheet.ts';
import type { StreamPlan, StreamPlans } from '../ports/stream-plan.ts';
import { assert } from '../values/errors.ts';
import { contentHash } from '../values/hash.ts';
import { isSystemError } from './errno.ts';
import { rememberIds } from './highest-ids.ts';
import { jsonText } from './json-text.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

/** The cue sheet as the engine reads it: whole milliseconds, and -1 for no end. */
export function cueSheetText(sheet: CueSheet): string {
  const cues = sheet.cues.map((cue) => ({
    key: cueKey(cue),
    start: Math.round(cue.startMs),
    mode: cue.mode,
    fade: toMs(cue.fadeSeconds),
    latest: Math.round(cue.latestStartMs),
    missed: Math.round(cue.late?.latestIfMissedMs ?? cue.latestStartMs),
    joins: cue.late?.joins ?? false,
    until: cue.untilMs === null ? -1 : Math.round(cue.untilMs),
    files: cue.files.map(({ soundId, path, fromSeconds, durationSeconds = null }) => ({
      sound: soundId,
      path,
      from: toMs(fromSeconds),
      // what is left of it: so much the engine passes over at most when it joins late (EN-29)
      length: durationSeconds === null ? -1 : Math.max(0, toMs(durationSeconds) - toMs(fromSeconds)),
    })),
    ...(cue.reason === undefined ? {} : { reason: cue.reason }),
  }));
  return `${jsonText({ version: sheet.version, cues, stop: sheet.stop })}\n`;
}

/** Puts the cue sheet on the disk. @throws {PassingError} `disk_failed` */
export async function putCueSheet(folder: StationFolder, sheet: CueSheet): Promise<void> {
  await rememberIds(folder, {
    diffusion: highest(sheet.cues, (cue) => cue.diffusionId),
    sound: highest(sheet.cues, (cue) => highest(cue.files, (file) => file.soundId)),
  });
  await putWholeFile(folder.cueSheet, cueSheetText(sheet));
}

/**
 * Puts the streams and their playlists on the disk. A playlist is named by its content and written first, so that all
 * change together, in the one rename of the streams' file. Playlists that neither this file nor the one before it names are
 * removed: an engine that has just read the one before must still find them.
 *
 * @throws {PassingError} `disk_failed`
 */
export async function putStreamPlans(folder: StationFolder, plans: StreamPlans): Promise<void> {
  const sound = highest(plans.streams, ({ playlist }) => highest(playlist, ({ soundId }) => soundId));
  await rememberIds(folder, { diffusion: 0, sound });
  const before = await readText(folder.streamPlans);
  const streams: object[] = [];
  const wanted = new Set<string>();
  for (const plan of plans.streams) {
    const text = plan.playlist.map(({ soundId, path }) => `${jsonText({ sound: soundId, path })}\n`).join('');
    const name = playlistName(plan, text);
    await putWholeFile(join(folder.playlists, name), text);
    wanted.add(name);
    streams.push(streamFields(plan, `${basename(folder.playlists)}/${name}`));
  }
  const changed = await putWholeFile(folder.streamPlans, `${jsonText({ version: plans.version, streams })}\n`);
  if (changed) await removePlaylists(folder, (name) => wanted.has(name) || (before?.includes(name) ?? false));
}

/** Of a playlist of 100,000 too: not all of them as arguments of one call. */
function highest<Item>(items: readonly Item[], idOf: (item: Item) => number): number {
  return items.reduce((most, item) => Math.max(most, idOf(item)), 0);
}

function playlistName(plan: StreamPlan, text: string): string {
  assert(/^[a-z0-9-]+$/.test(plan.name), `a stream is named by its slug, not ${plan.name}`);
  return `${plan.name}-${contentHash(text)}.jsonl`;
}

function streamFields(plan: StreamPlan, playlist: string): object {
  return {
    name: plan.name,
    weight: Math.max(1, Math.round(plan.weight * 1000)),
    delay: toMs(plan.minDelaySeconds),
    always: plan.windows === null,
    windows: (plan.windows ?? []).map(({ fromMs, toMs: endMs }) => [Math.round(fromMs), Math.round(endMs)]),
    playlist,
    count: plan.playlist.length,
  };
}

/** One that cannot be removed is in nobody's way, and is tried again with the next change. */
async function removePlaylists(folder: StationFolder, isKept: (name: string) => boolean): Promise<void> {
  try {
    for (const name of await readdir(folder.playlists)) {
      if (!isKept(name)) await unlink(join(folder.playlists, name));
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

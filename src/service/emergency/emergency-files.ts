import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Library } from '../../ports/library.ts';
import { isSystemError } from '../../streamer/errno.ts';
import type { StationFolder } from '../../streamer/station-folder.ts';
import { readText } from '../../streamer/whole-file.ts';

/** A file of this name in the station's folder, whatever its ending, is what the station plays in an emergency. */
const OWN_FILE = /^emergency\.(mp3|ogg|opus|flac|wav|m4a)$/i;
/** Enough to have some that can be played among them, without a look at a whole library. */
const FILES = 50;
const LOOKED_AT = 500;

const streamsOnDisk = z.object({ streams: z.array(z.object({ playlist: z.string() })) });
const pieceOnDisk = z.object({ path: z.string() });

/**
 * What there is to play in an emergency, asked of the disk alone since the database may be away: the station's emergency
 * file, else the first sounds of its playlists whose files are there. None: silence.
 */
export async function emergencyFiles(folder: StationFolder, missing: Library['missing']): Promise<readonly string[]> {
  const own = (await namesIn(folder.root)).filter((name) => OWN_FILE.test(name)).map((name) => join(folder.root, name));
  const [first] = await present(own, missing);
  if (first !== undefined) return [first];
  return (await present(await pieces(folder), missing)).slice(0, FILES);
}

async function present(paths: readonly string[], missing: Library['missing']): Promise<readonly string[]> {
  const gone = await missing(paths);
  // the list is read line by line: a name that holds a line end cannot be in it
  return paths.filter((path) => !gone.has(path) && !/[\r\n]/.test(path));
}

/** Of a streams' file or playlist that cannot be read, what can be read of it. */
async function pieces(folder: StationFolder): Promise<readonly string[]> {
  const streams = streamsOnDisk.safeParse(parsed(await readText(folder.streamPlans)));
  const found: string[] = [];
  for (const { playlist } of streams.success ? streams.data.streams : []) {
    const text = (await readText(join(folder.root, playlist)).catch(() => null)) ?? '';
    for (const line of text.split('\n').slice(0, LOOKED_AT - found.length)) {
      const piece = pieceOnDisk.safeParse(parsed(line));
      if (piece.success) found.push(piece.data.path);
    }
  }
  return found;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

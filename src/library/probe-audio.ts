import { basename, extname } from 'node:path';
import { z } from 'zod';
import type { AudioFacts } from '../ports/library.ts';
import { RefusedError } from '../values/errors.ts';
import { runProgram } from './ffmpeg-program.ts';

const PROBE_TIMEOUT_MS = 30_000;
/** Decoding runs hundreds of times faster than playing: enough for ten hours on a small machine. */
const MEASURE_TIMEOUT_MS = 300_000;

/** Formats that are lists of other files: what they name is not what was added. */
const LIST_FORMATS = /^(concat|hls|dash|sdp|imf)\b/;

const tags = z.record(z.string(), z.string()).default({});
const seconds = z.coerce.number().positive().optional().catch(undefined);

const probeOutput = z.object({
  frames: z.array(z.object({ nb_samples: z.number().optional() })).default([]),
  streams: z.array(z.object({ duration: seconds, tags })).default([]),
  format: z.object({ format_name: z.string(), duration: seconds, tags }),
});

/**
 * What ffprobe knows of a file: it must hold an audio stream of which the first packets can be decoded, and a length.
 * `file:` keeps a name with a colon or a leading hyphen from being taken for something else, and the only protocol allowed
 * keeps a file from sending us elsewhere.
 *
 * @param path absolute, of a regular file
 * @throws {RefusedError} `not_audio`
 */
export async function probeAudio(path: string): Promise<AudioFacts> {
  const { stdout, stderr } = await runProgram(
    'ffprobe',
    [
      ...['-v', 'error', '-protocol_whitelist', 'file', '-select_streams', 'a:0', '-read_intervals', '%+#10'],
      ...['-show_entries', 'frame=nb_samples:stream=duration:stream_tags:format=format_name,duration:format_tags'],
      ...['-of', 'json', `file:${path}`],
    ],
    PROBE_TIMEOUT_MS,
  );
  const parsed = probeOutput.safeParse(jsonValue(stdout));
  if (!parsed.success) throw notAudio(path, reasonIn(stderr, path));
  const { frames, streams, format } = parsed.data;
  const [stream] = streams;
  if (LIST_FORMATS.test(format.format_name))
    throw notAudio(path, `it is a list of other files (${format.format_name})`);
  if (stream === undefined) throw notAudio(path, `there is no audio in it (${format.format_name})`);
  if (!frames.some(({ nb_samples = 0 }) => nb_samples > 0)) throw notAudio(path, 'none of it can be decoded');
  const durationSeconds = stream.duration ?? format.duration ?? (await measuredSeconds(path));
  if (durationSeconds <= 0) throw notAudio(path, 'it has no length');
  const named = [format.tags, stream.tags];
  return {
    durationSeconds,
    title: tagIn(named, 'title') || oneLine(basename(path, extname(path))),
    artist: tagIn(named, 'artist'),
  };
}

/** The length of a file that does not say it, as one that was recorded through a pipe: by decoding it all. 0: nothing came. */
async function measuredSeconds(path: string): Promise<number> {
  const { stdout } = await runProgram(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-protocol_whitelist', 'file,pipe', '-i', `file:${path}`, '-map', '0:a:0'],
      ...['-progress', 'pipe:1', '-f', 'null', '-'],
    ],
    MEASURE_TIMEOUT_MS,
  );
  const last = stdout.match(/^out_time_us=\d+$/gm)?.at(-1) ?? '';
  return Number(last.slice('out_time_us='.length)) / 1_000_000;
}

/** The first of the tags with this name, in whatever case it is written. */
function tagIn(named: readonly Readonly<Record<string, string>>[], name: string): string {
  for (const all of named) {
    const found = Object.entries(all).find(([key]) => key.toLowerCase() === name);
    const value = oneLine(found?.[1] ?? '');
    if (value !== '') return value;
  }
  return '';
}

/** Names are shown in lists and logs, and kept in a database that has no zero character. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function notAudio(path: string, why: string): RefusedError {
  return new RefusedError('not_audio', `${path} is not a sound: ${why}`, { path });
}

function reasonIn(stderr: string, path: string): string {
  const words = stderr.replaceAll(`file:${path}: `, '').trim();
  return words === '' ? 'ffprobe cannot read it' : oneLine(words.slice(-300));
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

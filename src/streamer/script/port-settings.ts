import { isIP } from 'node:net';
import { z } from 'zod';
import { RefusedError } from '../../values/errors.ts';
import type { Port, PortDirection } from '../../values/model.ts';

/** A number, or the digits of one: `true`, an empty text or `0x50` is none. */
const number = (allowed: string, fits: (value: number) => boolean) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}(\.\d{1,9})?$/)
          .transform(Number),
      ],
      allowed,
    )
    .refine(fits, allowed);
const whole = (from: number, to: number, what = 'a whole number') =>
  number(`${what} from ${from} to ${to}`, (value) => Number.isInteger(value) && value >= from && value <= to);
/** What the station's folder holds already, or may hold one day: its folders, and at its top files of these kinds. */
const OUR_FOLDERS = /^(run|journal|playlists|rounds|before-[^/]*|emergency[^/]*)(\/|$)/;
const OUR_FILES = /^[^/]+\.(json|jsonl|txt|id|liq|log|sock|env)([./]|$)/;
const isOurs = (path: string) => OUR_FOLDERS.test(path) || OUR_FILES.test(path) || path.startsWith('.');
const tcpPort = whole(1, 65_535);
const bitrate = whole(8, 320, 'a whole number of kbit/s').default(128);
const mount = z
  .string('a path such as /live.mp3')
  .max(200, 'a path of at most 200 characters')
  .regex(/^\/[\w.~-]+(\/[\w.~-]+)*$/, 'a path such as /live.mp3: letters, digits and . _ ~ - only');
const text = z.string('a text').max(200, 'a text of at most 200 characters');
const relativePath = z
  .string('a path')
  .min(1, 'a path such as recordings/live.mp3')
  .max(1000, 'a path of at most 1000 characters')
  // no % and no $: Liquidsoap expands dates and metadata after them
  .regex(/^[\p{L}\p{N} ._/-]+$/u, 'a path of letters, digits, spaces and . _ - /')
  .refine((path) => !path.startsWith('/') && path.split('/').every((name) => !['', '.', '..'].includes(name)), {
    message: `a path inside the station's folder: not absolute, without "." or "..", and not ending in "/"`,
    abort: true,
  })
  .refine((path) => !isOurs(path), {
    message: 'a path that Airkeeper does not use itself, such as recordings/live.mp3',
  });
/** `vorbis` is `ogg`, said otherwise. */
const streamed = z.enum(['mp3', 'ogg', 'vorbis', 'opus']);
const described = { name: text.optional(), description: text.optional(), genre: text.optional(), url: text.optional() };

const harbor = z.strictObject({
  format: streamed.default('mp3'),
  bitrate,
  port: tcpPort,
  mount,
  /** The address it listens on; loopback unless told otherwise. */
  bind: z
    .string('an IP address such as 127.0.0.1 or 0.0.0.0')
    .refine((address) => isIP(address) !== 0, 'an IP address such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  ...described,
});

const icecast = z.strictObject({
  format: streamed.default('mp3'),
  bitrate,
  host: z.string('a host name or an IP address').regex(/^[\w.:-]+$/, 'a host name or an IP address'),
  port: tcpPort.default(8000),
  mount,
  user: text.default('source'),
  password: text,
  public: z.union([z.stringbool(), z.boolean()], 'true or false').default(false),
  ...described,
});

const file = z.strictObject({
  format: z.enum(['wav', 'mp3', 'ogg', 'vorbis', 'opus', 'flac']).default('wav'),
  bitrate,
  path: relativePath,
});

const hls = z.strictObject({
  format: z.enum(['aac', 'mp3']).default('aac'),
  bitrate,
  /** A folder: the playlist `live.m3u8` and the segments go there. */
  path: relativePath,
  segmentSeconds: number('a number of seconds from 1 to 20', (value) => value >= 1 && value <= 20).default(4),
  segments: whole(2, 100).default(5),
});

const outputs = { harbor, icecast, file, hls } as const;
export type OutputKind = keyof typeof outputs;
export type OutputSettings<Kind extends OutputKind> = z.infer<(typeof outputs)[Kind]>;

/** An output with its settings checked, of the kind that its `kind` says. */
export type Output = {
  [Kind in OutputKind]: { readonly id: number; readonly kind: Kind } & OutputSettings<Kind>;
}[OutputKind];

export const OUTPUT_KINDS = Object.keys(outputs) as readonly OutputKind[];

function isOutputKind(kind: string): kind is OutputKind {
  return Object.hasOwn(outputs, kind);
}

/**
 * Checks a port's settings field by field and fills in what is not given.
 * @throws {RefusedError} `unknown_port_kind`, `bad_port_setting`: the message names each wrong field and what is allowed
 */
export function validatePortSettings(
  kind: string,
  direction: PortDirection,
  settings: Readonly<Record<string, unknown>>,
): Port['settings'] {
  if (direction === 'input')
    throw new RefusedError(
      'unknown_port_kind',
      'inputs are not supported yet; outputs are: harbor, icecast, file, hls',
      { kind },
    );
  if (!isOutputKind(kind))
    throw new RefusedError(
      'unknown_port_kind',
      `"${kind}" is not a kind of output; allowed are: ${OUTPUT_KINDS.join(', ')}`,
      { kind },
    );
  const parsed = outputs[kind].safeParse(settings);
  const wrong = parsed.success
    ? wrongBitrate(parsed.data)
    : parsed.error.issues.map((issue) => explain(issue, settings)).join('; ');
  if (parsed.success && wrong === null) return withoutUndefined(parsed.data);
  const allowed = Object.keys(outputs[kind].shape).join(', ');
  throw new RefusedError('bad_port_setting', `${kind}: ${wrong} (its settings are: ${allowed})`, { kind });
}

/** Bit rates of MPEG-1 layer III: the encoder takes no other. Source: ISO/IEC 11172-3, 2.4.2.3. */
const MP3_BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
/** Below, the Vorbis encoder refuses stereo at 44.1 kHz, and the engine ends. */
const LEAST_VORBIS_BITRATE = 48;

function wrongBitrate({ format, bitrate }: { readonly format: string; readonly bitrate: number }): string | null {
  if (format === 'mp3' && !MP3_BITRATES.includes(bitrate)) return `bitrate: for mp3, one of ${MP3_BITRATES.join(', ')}`;
  if ((format === 'ogg' || format === 'vorbis') && bitrate < LEAST_VORBIS_BITRATE)
    return `bitrate: for ${format}, from ${LEAST_VORBIS_BITRATE} to 320`;
  return null;
}

function explain(issue: z.core.$ZodIssue, settings: Readonly<Record<string, unknown>>): string {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `unknown setting ${issue.keys.join(', ')}`;
  if (field !== '' && settings[field] === undefined) return `${field} is missing`;
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

function withoutUndefined(settings: Readonly<Record<string, string | number | boolean | undefined>>): Port['settings'] {
  const kept: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(settings)) if (value !== undefined) kept[key] = value;
  return kept;
}

/**
 * The outputs among a station's ports, in order of id.
 * @throws {RefusedError} as {@link validatePortSettings}; `port_conflict` when two of them cannot work side by side
 */
export function outputsOf(ports: readonly Port[]): readonly Output[] {
  const outputs = ports
    .filter((port) => port.direction === 'output')
    .sort((a, b) => a.id - b.id)
    .map(outputOf);
  for (const [index, output] of outputs.entries())
    for (const before of outputs.slice(0, index)) refuseConflict(before, output);
  return outputs;
}

function refuseConflict(one: Output, other: Output): void {
  const clash = (what: string) => {
    const message = `ports ${one.id} and ${other.id} of the station ${what}`;
    return new RefusedError('port_conflict', message, { port: other.id, other: one.id });
  };
  if (one.kind === 'harbor' && other.kind === 'harbor') {
    if (one.port === other.port && one.mount === other.mount)
      throw clash(`are both ${one.mount} on TCP port ${one.port}`);
    // the engine has one list of addresses for all of them: what is meant for this machine alone would be open to others
    if (one.bind !== other.bind)
      throw clash(
        `listen on different addresses, ${one.bind} and ${other.bind}: those of one station share their address`,
      );
  } else if ('path' in one && 'path' in other && one.path === other.path) {
    throw clash(`both write ${one.path}`);
  }
}

function outputOf(port: Port): Output {
  const settings = validatePortSettings(port.kind, port.direction, port.settings);
  const id = port.id;
  switch (port.kind) {
    case 'harbor':
      return { ...harbor.parse(settings), id, kind: 'harbor' };
    case 'icecast':
      return { ...icecast.parse(settings), id, kind: 'icecast' };
    case 'file':
      return { ...file.parse(settings), id, kind: 'file' };
    default:
      return { ...hls.parse(settings), id, kind: 'hls' };
  }
}

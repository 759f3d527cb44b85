import { isIP } from 'node:net';
import { z } from 'zod';
import { RefusedError } from '../../values/errors.ts';
import type { Port, PortDirection } from '../../values/model.ts';

const tcpPort = z.coerce.number('a whole number from 1 to 65535').int().min(1).max(65535);
const bitrate = (from: number, to: number) =>
  z.coerce.number(`a whole number of kbit/s from ${from} to ${to}`).int().min(from).max(to).default(128);
const mount = z
  .string()
  .regex(/^\/[\w.~-]+(\/[\w.~-]+)*$/, 'a path such as /live.mp3: letters, digits and . _ ~ - only');
const text = z.string().max(200);
const relativePath = z
  .string()
  .min(1)
  .max(1000)
  // no % and no $: Liquidsoap expands dates and metadata after them
  .regex(/^[\p{L}\p{N} ._/-]+$/u, 'a path of letters, digits, spaces and . _ - /')
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), {
    message: 'a path inside the station’s folder: not absolute, and without “..”',
  });
/** `vorbis` is `ogg`, said otherwise. */
const streamed = z.enum(['mp3', 'ogg', 'vorbis', 'opus']);
const described = { name: text.optional(), description: text.optional(), genre: text.optional(), url: text.optional() };

const harbor = z.strictObject({
  format: streamed.default('mp3'),
  bitrate: bitrate(8, 320),
  port: tcpPort,
  mount,
  /** The address it listens on; loopback unless told otherwise. */
  bind: z
    .string()
    .refine((address) => isIP(address) !== 0, 'an IP address such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  ...described,
});

const icecast = z.strictObject({
  format: streamed.default('mp3'),
  bitrate: bitrate(8, 320),
  host: z.string().regex(/^[\w.:-]+$/, 'a host name or an IP address'),
  port: tcpPort.default(8000),
  mount,
  user: text.default('source'),
  password: text,
  public: z.stringbool().or(z.boolean()).default(false),
  ...described,
});

const file = z.strictObject({
  format: z.enum(['wav', 'mp3', 'ogg', 'vorbis', 'opus', 'flac']).default('wav'),
  bitrate: bitrate(8, 320),
  path: relativePath,
});

const hls = z.strictObject({
  format: z.enum(['aac', 'mp3']).default('aac'),
  bitrate: bitrate(8, 320),
  /** A folder: the playlist `live.m3u8` and the segments go there. */
  path: relativePath,
  segmentSeconds: z.coerce.number('a number of seconds from 1 to 20').min(1).max(20).default(4),
  segments: z.coerce.number('a whole number from 2 to 100').int().min(2).max(100).default(5),
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
      `“${kind}” is not a kind of output; allowed are: ${OUTPUT_KINDS.join(', ')}`,
      { kind },
    );
  const parsed = outputs[kind].safeParse(settings);
  if (parsed.success) return withoutUndefined(parsed.data);
  const allowed = Object.keys(outputs[kind].shape).join(', ');
  const wrong = parsed.error.issues.map((issue) => explain(issue)).join('; ');
  throw new RefusedError('bad_port_setting', `${kind}: ${wrong} (its settings are: ${allowed})`, { kind });
}

function explain(issue: z.core.$ZodIssue): string {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `unknown setting ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${field} is missing`;
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

function withoutUndefined(settings: Readonly<Record<string, string | number | boolean | undefined>>): Port['settings'] {
  const kept: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(settings)) if (value !== undefined) kept[key] = value;
  return kept;
}

/** The outputs among a station's ports, in order of id. @throws {RefusedError} as {@link validatePortSettings} */
export function outputsOf(ports: readonly Port[]): readonly Output[] {
  return ports
    .filter((port) => port.direction === 'output')
    .sort((a, b) => a.id - b.id)
    .map(outputOf);
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

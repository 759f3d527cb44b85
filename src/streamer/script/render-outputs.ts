import { floatLiteral, stringLiteral } from './literal.ts';
import type { Output } from './port-settings.ts';

/** The Liquidsoap text of one output, ready to be put at the end of the script. */
export function renderOutput(output: Output): string {
  switch (output.kind) {
    case 'harbor':
      return call('output.harbor', [
        encoder(output.format, output.bitrate),
        `id="port_${output.id}"`,
        'encoding="UTF-8"',
        `mount=${stringLiteral(output.mount)}`,
        `port=${output.port}`,
        ...described(output),
        'station',
      ]);
    case 'icecast':
      return [
        `state_${output.id} = make_output_state(${output.id})`,
        call('output_icecast', [
          `state_${output.id}`,
          encoder(output.format, output.bitrate),
          `id="port_${output.id}"`,
          `host=${stringLiteral(output.host)}`,
          `port=${output.port}`,
          `user=${stringLiteral(output.user)}`,
          `password=${stringLiteral(output.password)}`,
          `mount=${stringLiteral(output.mount)}`,
          `public=${output.public}`,
          `name=${stringLiteral(oneLine(output.name ?? ''))}`,
          `description=${stringLiteral(oneLine(output.description ?? ''))}`,
          `genre=${stringLiteral(oneLine(output.genre ?? ''))}`,
          `url=${stringLiteral(oneLine(output.url ?? ''))}`,
          'station',
        ]),
        `watch_${output.id} = state_${output.id}.watch`,
      ].join('\n');
    case 'file':
      return kept(output.id, { file: output.path, longestPauseMs: 5000 }, 'output.file', [
        encoder(output.format, output.bitrate),
        `id="port_${output.id}"`,
        // what was recorded before the engine, or this output, was started again is not lost
        'append=true',
        'flush=true',
        stringLiteral(output.path),
      ]);
    case 'hls':
      return kept(output.id, hlsSign(output), 'output.file.hls', [
        `id="port_${output.id}"`,
        'playlist="live.m3u8"',
        `segment_duration=${floatLiteral(output.segmentSeconds)}`,
        `segments=${output.segments}`,
        stringLiteral(output.path),
        `[("${output.format}", ${encoder(output.format, output.bitrate)})]`,
      ]);
  }
}

function call(name: string, args: readonly string[]): string {
  return `${name}(\n  ${args.join(',\n  ')})`;
}

/** What tells that an output to the disk works: a file of its, and the longest time for which that may stay as it is. */
interface SignOfLife {
  readonly file: string;
  readonly longestPauseMs: number;
}

function hlsSign({ path, format, segmentSeconds }: Extract<Output, { readonly kind: 'hls' }>): SignOfLife {
  return { file: `${path}/${format}.m3u8`, longestPauseMs: Math.round(segmentSeconds * 3000) + 5000 };
}

/** An output that the script makes anew when it failed. */
function kept(id: number, sign: SignOfLife, name: string, args: readonly string[]): string {
  const output = call(name, [...args, 's']);
  return `watch_${id} = keep_output(${id}, ${stringLiteral(sign.file)}, ${sign.longestPauseMs}, fun (s) -> ${output})`;
}

/** The encoder of a format, as Liquidsoap text. */
export function encoder(
  format: 'mp3' | 'ogg' | 'vorbis' | 'opus' | 'wav' | 'flac' | 'aac',
  bitrateKbps: number,
): string {
  switch (format) {
    case 'mp3':
      return `%mp3(bitrate=${bitrateKbps})`;
    case 'ogg':
    case 'vorbis':
      return `%vorbis.cbr(bitrate=${bitrateKbps})`;
    case 'opus':
      return `%opus(samplerate=48000, bitrate=${bitrateKbps})`;
    case 'wav':
      return '%wav';
    case 'flac':
      return '%flac';
    case 'aac':
      return `%ffmpeg(format="mpegts", %audio(codec="aac", b="${bitrateKbps}k"))`;
  }
}

function described(output: {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly genre?: string | undefined;
  readonly url?: string | undefined;
}): string[] {
  const headers = (['name', 'description', 'genre', 'url'] as const).flatMap((field) => {
    const value = output[field];
    return value === undefined ? [] : [`("icy-${field}", ${stringLiteral(oneLine(value))})`];
  });
  return headers.length === 0 ? [] : [`headers=[${headers.join(', ')}]`];
}

/** A header's value is one line: a line end in a name must not begin another header. */
function oneLine(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return value.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

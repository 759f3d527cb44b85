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
          `name=${stringLiteral(output.name ?? '')}`,
          `description=${stringLiteral(output.description ?? '')}`,
          `genre=${stringLiteral(output.genre ?? '')}`,
          `url=${stringLiteral(output.url ?? '')}`,
          'station',
        ]),
      ].join('\n');
    case 'file':
      return call('output.file', [
        encoder(output.format, output.bitrate),
        `id="port_${output.id}"`,
        'flush=true',
        stringLiteral(output.path),
        'station',
      ]);
    case 'hls':
      return call('output.file.hls', [
        `id="port_${output.id}"`,
        'playlist="live.m3u8"',
        `segment_duration=${floatLiteral(output.segmentSeconds)}`,
        `segments=${output.segments}`,
        stringLiteral(output.path),
        `[("${output.format}", ${encoder(output.format, output.bitrate)})]`,
        'station',
      ]);
  }
}

function call(name: string, args: readonly string[]): string {
  return `${name}(\n  ${args.join(',\n  ')})`;
}

function encoder(format: 'mp3' | 'ogg' | 'vorbis' | 'opus' | 'wav' | 'flac' | 'aac', bitrateKbps: number): string {
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
  const headers = [
    ['icy-name', output.name],
    ['icy-description', output.description],
    ['icy-genre', output.genre],
    ['icy-url', output.url],
  ].flatMap(([header, value]) =>
    value === undefined ? [] : [`(${stringLiteral(header ?? '')}, ${stringLiteral(oneLine(value))})`],
  );
  return headers.length === 0 ? [] : [`headers=[${headers.join(', ')}]`];
}

/** A header's value is one line: a line end in a name must not begin another header. */
function oneLine(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return value.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

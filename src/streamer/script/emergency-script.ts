import { readFileSync } from 'node:fs';
import { contentHash } from '../../values/hash.ts';
import type { Station } from '../../values/model.ts';
import { commentText, stringLiteral } from './literal.ts';
import type { Output } from './port-settings.ts';
import { encoder } from './render-outputs.ts';
import type { Script } from './render-script.ts';

/** What the versions of emergency scripts begin with: an engine that runs one says by it what it is. */
const VERSION_PREFIX = 'emergency-';

export function isEmergencyScript(version: string): boolean {
  return version.startsWith(VERSION_PREFIX);
}

/**
 * Writes the script that has the outputs while the station's own cannot be kept running. It shares no part with that one,
 * and has no cue, no deck and no stream: it plays the files of a list, over and over, and silence where there are none.
 * It writes the journal, so that what was heard is in the log, and answers when it is asked for its state.
 *
 * @param playlist path of the list of its files, one a line, from the station's folder
 */
export function renderEmergencyScript(
  station: Station,
  outputs: readonly Output[],
  socketPath: string,
  playlist: string,
): Script {
  const addresses = [...new Set(outputs.flatMap((output) => (output.kind === 'harbor' ? [output.bind] : [])))];
  const head = `# ${commentText(`${station.name} (${station.slug})`)}: the emergency source
# Made by Airkeeper, and made again when it is needed: do not edit.
`;
  const body = [
    `socket_path = ${stringLiteral(socketPath)}`,
    `bind_addresses = [${(addresses.length === 0 ? ['127.0.0.1'] : addresses).map(stringLiteral).join(', ')}]`,
    `playlist_path = ${stringLiteral(playlist)}`,
    readFileSync(new URL('emergency.liq', import.meta.url), 'utf8'),
    'output.dummy(id="nobody", station)',
    ...outputs.map(renderPlainOutput),
    '',
  ].join('\n');
  const version = `${VERSION_PREFIX}${contentHash(head + body)}`;
  return { version, text: `${head}script_version = "${version}"\n${body}` };
}

/** An output with nothing around it that could fail: no look after it, no tries to mend it. */
function renderPlainOutput(output: Output): string {
  const id = `id="port_${output.id}"`;
  switch (output.kind) {
    case 'harbor':
      return `output.harbor(${encoder(output.format, output.bitrate)}, ${id}, mount=${stringLiteral(output.mount)}, port=${output.port}, station)`;
    case 'icecast':
      return [
        `output.icecast(${encoder(output.format, output.bitrate)}, ${id}, host=${stringLiteral(output.host)}, port=${output.port},`,
        `user=${stringLiteral(output.user)}, password=${stringLiteral(output.password)}, mount=${stringLiteral(output.mount)}, station)`,
      ].join(' ');
    case 'file':
      return `output.file(${encoder(output.format, output.bitrate)}, ${id}, append=true, flush=true, ${stringLiteral(output.path)}, station)`;
    case 'hls':
      return [
        `output.file.hls(${id}, playlist="live.m3u8", segment_duration=${output.segmentSeconds.toFixed(3)}, segments=${output.segments},`,
        `${stringLiteral(output.path)}, [("${output.format}", ${encoder(output.format, output.bitrate)})], station)`,
      ].join(' ');
  }
}

import { readFileSync } from 'node:fs';
import { contentHash } from '../../values/hash.ts';
import type { Port, Station } from '../../values/model.ts';
import { commentText, floatLiteral, stringLiteral } from './literal.ts';
import { type Output, outputsOf } from './port-settings.ts';
import { renderOutput } from './render-outputs.ts';

/** A station's Liquidsoap script. `version` names its text; the engine that runs it says so in its state. */
export interface Script {
  readonly version: string;
  readonly text: string;
}

/**
 * Writes the script of a station: the same text for the same station, ports and socket. Programs and music are not in it,
 * they reach the engine as files, so that a change of them never needs another script.
 * @throws {RefusedError} when a port's settings are not valid
 */
export function renderScript(station: Station, ports: readonly Port[], socketPath: string): Script {
  const outputs = outputsOf(ports);
  const body = [
    settings(station, socketPath, outputs),
    ...[
      '15-files',
      '20-journal',
      '30-requests',
      '40-dealer',
      '45-music',
      '50-keeper',
      '70-station',
      '75-silence',
      '80-commands',
      '85-outputs',
    ].map(part),
    renderOutputs(outputs),
    part('95-begin'),
  ].join('\n');
  const head = [heading(station, outputs), part('10-versions')].join('\n');
  const version = contentHash(head + body);
  return { version, text: `${head}\nscript_version = "${version}"\n${body}` };
}

function part(name: string): string {
  return readFileSync(new URL(`parts/${name}.liq`, import.meta.url), 'utf8');
}

function heading(station: Station, outputs: readonly Output[]): string {
  const names = outputs.map((output) => `${output.kind} (port ${output.id})`);
  const out = names.length === 0 ? ['no output: it plays, and nobody hears it'] : names;
  return `# ${commentText(`${station.name} (${station.slug})`)}
# Made by Airkeeper from the station's data, and made again when that changes: do not edit.
#
#   cues.json ────> keeper ──> deck a ──┐
#                     └──────> deck b ──┤
#   streams.json ─> picker ──> music ───┼─> switch ─┬─> ${out.join('\n#                                       │           ├─> ')}
#                              silence ─┘           └─> silence detector ─> journal/
#
# The dealer is deck a and deck b: one is on the air while the other is loaded with what comes next. Each frame the
# switch asks tick(), which alone decides who has the air.
`;
}

function settings(station: Station, socketPath: string, outputs: readonly Output[]): string {
  const addresses = [...new Set(outputs.flatMap((output) => (output.kind === 'harbor' ? [output.bind] : [])))];
  const bound = addresses.length === 0 ? ['127.0.0.1'] : addresses;
  return `# ------------------------------------------------------------------ settings
settings.init.allow_root.set(true)        # a container often has no other user
settings.log.file.set(false)              # the process's output goes to engine.log
settings.log.stdout.set(true)
settings.log.level.set(3)
settings.server.telnet.set(false)
settings.server.socket.set(true)
settings.server.socket.path.set(${stringLiteral(socketPath)})
settings.server.timeout.set(-1.)          # an idle connection is not closed
settings.decoder.priorities.ogg.set(1)    # the native ogg decoder seeks to pages only, up to a second off
settings.harbor.bind_addrs.set([${bound.map(stringLiteral).join(', ')}])
run_id = env("AIRKEEPER_RUN")
silence_seconds = ${floatLiteral(station.silenceLimitSeconds)}
silence_db = ${floatLiteral(station.silenceThresholdDb)}
`;
}

/** With no output, or none that works, there must still be one that pulls the station: the journal goes on. */
function renderOutputs(outputs: readonly Output[]): string {
  const texts = ['output.dummy(id="nobody", station)', ...outputs.map(renderOutput)];
  const watches = outputs.filter((output) => output.kind !== 'harbor').map((output) => `watch_${output.id}()`);
  return [...texts, `watch_outputs := fun () -> begin ${[...watches, '()'].join('; ')} end`, ''].join('\n');
}

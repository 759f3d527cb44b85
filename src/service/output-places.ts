import { lstat, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Output } from '../streamer/script/port-settings.ts';
import { RefusedError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import { tcpPortState } from './tcp-port.ts';

/**
 * Makes sure that a new engine finds the places its outputs write to and listen at.
 * @throws {RefusedError} `port_busy`, `port_not_allowed`, `no_such_address`: the message names the port and how to change it
 */
export async function prepareOutputPlaces(
  station: Pick<Station, 'slug'>,
  outputs: readonly Output[],
  folder: string,
  now: Temporal.Instant,
): Promise<void> {
  await checkTcpPorts(station, outputs);
  for (const output of outputs) {
    if (output.kind === 'hls') await mkdir(join(folder, output.path), { recursive: true });
    if (output.kind === 'file') await makeRoom(join(folder, output.path), now);
  }
}

/**
 * Checks that the outputs' TCP ports can be listened on.
 * @throws {RefusedError} as {@link prepareOutputPlaces}
 */
export async function checkTcpPorts(station: Pick<Station, 'slug'>, outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) {
    if (output.kind !== 'harbor') continue;
    const state = await tcpPortState(output.bind, output.port);
    if (state === 'free') continue;
    const where = `${output.bind}:${output.port}`;
    const data = { station: station.slug, port: output.id, tcpPort: output.port, address: output.bind };
    const change = `airkeeper port set ${output.id}`;
    if (state === 'busy')
      throw new RefusedError(
        'port_busy',
        `TCP port ${output.port} (${where}) of station ${station.slug} is in use by another program: choose another: ${change} --port ${output.port + 1}`,
        data,
      );
    if (state === 'not_allowed')
      throw new RefusedError(
        'port_not_allowed',
        `this user may not listen on TCP port ${output.port} of station ${station.slug}: choose one above 1023: ${change} --port 8010`,
        data,
      );
    throw new RefusedError(
      'no_such_address',
      `this machine has no address ${output.bind} for station ${station.slug} to listen on: choose another: ${change} --bind 127.0.0.1`,
      data,
    );
  }
}

/** A recording of an earlier run is kept under its date: the engine would begin the file anew. A pipe is left as it is. */
async function makeRoom(path: string, now: Temporal.Instant): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size === 0) return;
  await rename(path, await freePath(path, now.toString({ smallestUnit: 'second' }).replaceAll(':', '-')));
}

/** The path with the stamp before its ending; with a number after that where a clock that was set back gave the stamp already. */
async function freePath(path: string, stamp: string): Promise<string> {
  const ending = extname(path);
  const start = `${path.slice(0, path.length - ending.length)}.${stamp}`;
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? `${start}${ending}` : `${start}-${number}${ending}`;
    if ((await lstat(free).catch(() => null)) === null) return free;
  }
}

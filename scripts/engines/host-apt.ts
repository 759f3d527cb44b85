import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RefusedError } from '../../src/values/errors.ts';
import { type AptSource, archiveMirror, parseListFile, parseSourcesFile } from './apt-mirror.ts';
import { output } from './run.ts';

/** Settings of this machine's apt that a root on the same network needs as well: proxies, and what to think of old files. */
const SHARED_SETTINGS = /^Acquire::(?:(?:http|https)::|Check-Valid-Until |Check-Date )/;

/**
 * The Debian mirror of this machine, so that a root comes from where its own packages come from.
 * @throws {RefusedError} `no_mirror`
 */
export function hostMirror(): string {
  const given = process.env.AIRKEEPER_DEBIAN_MIRROR;
  if (given !== undefined && given !== '') return given;
  const release = readFileSync('/etc/os-release', 'utf8');
  const suite = /^VERSION_CODENAME="?([^"\n]+)/m.exec(release)?.[1] ?? '';
  const mirror = /^ID="?debian"?$/m.test(release) ? archiveMirror(hostSources(), suite) : null;
  if (mirror === null) {
    throw new RefusedError(
      'no_mirror',
      'found no Debian mirror in /etc/apt of this machine; name one: AIRKEEPER_DEBIAN_MIRROR=http://MIRROR/debian',
    );
  }
  const listed = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(mirror)?.[1];
  return listed === undefined ? mirror : (readFileSync(listed, 'utf8').match(/^\w+:\S+/m)?.[0] ?? mirror);
}

/** Lines for an apt.conf(5) of the root. */
export function hostAptSettings(): string {
  const settings = output('apt-config', ['dump']).split('\n');
  return settings.filter((line) => SHARED_SETTINGS.test(line) && !line.endsWith('"";')).join('\n');
}

function hostSources(): readonly AptSource[] {
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...names(folder).map((name) => join(folder, name))];
  return files.flatMap((file) => {
    const text = textOf(file);
    return basename(file).endsWith('.sources') ? parseSourcesFile(text) : parseListFile(text);
  });
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Empty where there is no file: a machine has one of the two kinds, or both. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import { readdir, readFile, readlink } from 'node:fs/promises';

/** TCP_LISTEN, in the kernel's include/net/tcp_states.h. */
const LISTENING = '0A';

/** A process that listens on a TCP port of this machine. */
export interface PortOwner {
  readonly pid: number;
  /** As the kernel names it, at most 15 characters. */
  readonly program: string;
}

/**
 * Who listens on a TCP port, as far as this user may know: the processes of other users are seen by root alone.
 * Source: proc(5), `/proc/net/tcp` and `/proc/PID/fd`.
 */
export async function portOwner(port: number): Promise<PortOwner | null> {
  const sockets = new Set((await listeningInodes(port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (!(await hasOneOf(pid, sockets))) continue;
    const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), program: program.trim() };
  }
  return null;
}

async function listeningInodes(port: number): Promise<readonly string[]> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(`:${hex}`) && state === LISTENING)
    .flatMap((fields) => fields[9] ?? []);
}

async function hasOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // gone since, or another user's
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (sockets.has(await readlink(`${folder}/${name}`).catch(() => ''))) return true;
  }
  return false;
}

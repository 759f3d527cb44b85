import { join } from 'node:path';
import { makeCodedSound } from '../ears/coded-sound.ts';
import { Airkeeper, eventually, freeTcpPort } from './airkeeper.ts';

export interface SmallStation {
  readonly airkeeper: Airkeeper;
  readonly tcpPort: number;
}

/** A station `vert` with music of three pieces (numbers 1 to 3) in the stream `night`, and a scheduled program `morning`. */
export async function smallStation(env: Readonly<Record<string, string>> = {}): Promise<SmallStation> {
  const airkeeper = await Airkeeper.make(env);
  const tcpPort = await freeTcpPort();
  await furnish(airkeeper, tcpPort);
  return { airkeeper, tcpPort };
}

/** Puts the small station into an empty database. */
export async function furnish(airkeeper: Airkeeper, tcpPort: number): Promise<void> {
  await airkeeper.do('station', 'add', 'Radio Vert', '--slug', 'vert', '--timezone', 'Europe/Brussels');
  await airkeeper.do(
    'port',
    'add',
    'vert',
    'harbor',
    '--format',
    'mp3',
    '--port',
    `${tcpPort}`,
    '--mount',
    '/vert.mp3',
  );
  await airkeeper.do('program', 'add', 'vert', 'Night music', '--slug', 'night', '--streamed');
  for (const number of [1, 2, 3]) await music(airkeeper, number, 120);
  await airkeeper.do('program', 'add', 'vert', 'Morning', '--slug', 'morning', '--scheduled');
}

async function music(airkeeper: Airkeeper, number: number, durationSeconds: number): Promise<void> {
  const path = join(airkeeper.folder, `music ${number}.wav`);
  await makeCodedSound({ number, durationSeconds, path, format: 'wav' });
  await airkeeper.do('sound', 'add', path, '--program', 'night');
}

/** An episode of the program `morning` with one coded sound, and its diffusion. Returns the diffusion's id. */
export async function morning(
  airkeeper: Airkeeper,
  show: { number: number; durationSeconds: number; start: string; slotSeconds: number; mode: 'hard' | 'soft' },
): Promise<number> {
  const slug = `show-${show.number}`;
  const path = join(airkeeper.folder, `${slug}.wav`);
  await makeCodedSound({ number: show.number, durationSeconds: show.durationSeconds, path, format: 'wav' });
  await airkeeper.do('episode', 'add', 'morning', `Show ${show.number}`, '--slug', slug);
  await airkeeper.do('sound', 'add', path, '--episode', slug);
  const added = await airkeeper.json<{ readonly id: number }>(
    ...['diffusion', 'add', slug, '--start', show.start, '--duration', `${show.slotSeconds}s`, `--${show.mode}`],
  );
  return added.id;
}

/** Waits until the music is heard. */
export function musicIsOn(airkeeper: Airkeeper): Promise<unknown> {
  return eventually('the music is on', async () => (await airkeeper.status('vert')).onAir?.source === 'night');
}

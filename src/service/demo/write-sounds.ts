/**
 * A process that makes sounds of the demo and ends: composing and playing a piece takes a second of processor time and tens of
 * megabytes, which the daemon must not spend. Its arguments: the folder, then the sounds' slugs. It prints each slug when its file is there.
 */
import { DEMO_BULLETIN, DEMO_MUSIC } from './catalogue.ts';
import { encode } from './encode.ts';
import { render } from './render.ts';
import { soundPath } from './sound-path.ts';

const [folder = '', ...slugs] = process.argv.slice(2);
for (const slug of slugs) {
  const sound = [...DEMO_MUSIC, ...DEMO_BULLETIN].find((other) => other.slug === slug);
  if (sound === undefined) throw new Error(`there is no sound "${slug}" in the demo`);
  const tags = { title: sound.title, artist: sound.artist, album: 'Airkeeper demo' };
  await encode(render(sound.movements), tags, soundPath(folder, sound));
  console.log(slug);
}

import { join } from 'node:path';
import type { DemoSound } from './catalogue.ts';

/** Where a sound of the demo is. */
export function soundPath(folder: string, sound: Pick<DemoSound, 'slug'>): string {
  return join(folder, `${sound.slug}.ogg`);
}

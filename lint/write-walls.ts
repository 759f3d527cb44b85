import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { walls } from './walls.ts';

await writeFile(join(import.meta.dirname, 'walls.json'), `${JSON.stringify(walls(), null, 2)}\n`);

/**
 * Mends what `npm install` leaves wrong in package-lock.json; run it after each: `node_modules/.bin/node scripts/tidy-lock.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lock, tidyLock } from './lock-file.ts';

const file = join(import.meta.dirname, '..', 'package-lock.json');
const lock: Lock = JSON.parse(await readFile(file, 'utf8'));
await writeFile(file, `${JSON.stringify(tidyLock(lock), null, 2)}\n`);

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { walls } from '../../lint/walls.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Finding {
  readonly rule: string;
  readonly words: string;
}

/** Each is one file with one statement, in a copy of the layout; Biome reads them all at once. */
const UNLAWFUL: readonly { file: string; code: string; rule: string; says: string }[] = [
  // The floors.
  imports('src/values/a1.ts', '../ports/clock.ts', 'values is the lowest floor'),
  imports('src/ports/a1.ts', '../monitor/pass.ts', 'ports imports only values'),
  imports('src/timetable/a1.ts', '../rotation/pick.ts', 'timetable imports only ports and values'),
  imports('src/rotation/a1.ts', '../timetable/rule.ts', 'rotation imports only ports and values'),
  imports('src/monitor/a1.ts', '../store/open.ts', 'src/service does it'),
  imports('src/monitor/deep/a1.ts', '../../service/runner.ts', 'src/service does it'),
  imports('src/streamer/a1.ts', '../store/open.ts', 'streamer does not know library and store'),
  imports('src/streamer/script/a1.ts', '../../library/probe.ts', 'src/service joins the rooms'),
  imports('src/library/a1.ts', '../streamer/engine.ts', 'library does not know streamer and store'),
  imports('src/store/a1.ts', '../library/probe.ts', 'store does not know streamer and library'),
  imports('src/service/a1.ts', '../cli/run.ts', 'service does not know who runs it'),
  imports('src/service/a2.ts', '../simulator/world.ts', 'service does not know who runs it'),
  imports('src/simulator/a1.ts', '../http/api.ts', 'simulator does not know cli, http and main'),
  imports('src/cli/a1.ts', '../http/api.ts', 'cli does not know http and main'),
  imports('src/http/a1.ts', '../cli/run.ts', 'http does not know cli and main'),
  imports('src/http/a2.ts', '../main.ts', 'src/main.ts hands it in'),
  // Every way of importing is one.
  unlawful('src/monitor/b1.ts', "import type { Store } from '../store/open.ts';", 'noRestrictedImports', 'monitor'),
  unlawful('src/monitor/b2.ts', "export { open } from '../store/open.ts';", 'noRestrictedImports', 'monitor'),
  unlawful(
    'src/monitor/b3.ts',
    "export const open = await import('../store/open.ts');",
    'noRestrictedImports',
    'monitor',
  ),
  unlawful(
    'src/monitor/b4.ts',
    "export type Open = typeof import('../store/open.ts');",
    'plugin',
    'at the top of the file',
  ),
  // Tests are held by the floors too.
  imports('src/monitor/a1.test.ts', '../store/open.ts', 'monitor imports only'),
  // Pure rooms: no Node, no packages.
  imports('src/values/c1.ts', 'node:fs', 'values is pure'),
  imports('src/ports/c1.ts', 'zod', 'ports is pure'),
  imports('src/rotation/c1.ts', 'kysely', 'rotation is pure: no node:* and no package.'),
  imports('src/timetable/c1.ts', 'rrule-temporal', 'timetable is pure: no node:* and no package.'),
  imports('src/monitor/c1.ts', 'node:timers/promises', 'monitor is pure'),
  // Pure rooms: nothing of the machine.
  unlawful('src/monitor/d1.ts', 'console.log(1);', 'noRestrictedGlobals', 'Return what happened'),
  unlawful(
    'src/values/d1.ts',
    'export const env = process.env;',
    'noRestrictedGlobals',
    'src/main.ts reads the environment',
  ),
  unlawful(
    'src/ports/d1.ts',
    "export const page = fetch('http://localhost');",
    'noRestrictedGlobals',
    'This room is pure',
  ),
  unlawful(
    'src/rotation/d1.ts',
    'export const id = crypto.randomUUID();',
    'noRestrictedGlobals',
    'src/ports/random.ts',
  ),
  unlawful('src/timetable/d1.ts', 'export const at = new Date();', 'noRestrictedGlobals', 'clock.now()'),
  unlawful('src/monitor/d2.ts', 'setTimeout(() => undefined, 1);', 'noRestrictedGlobals', 'clock.sleep'),
  // One clock, one chance, in every room.
  unlawful('src/streamer/e1.ts', 'export const nowMs = Date.now();', 'noRestrictedGlobals', 'clock.now()'),
  unlawful('src/store/e1.ts', 'export const now = new Date();', 'noRestrictedGlobals', 'clock.now()'),
  unlawful('src/service/e1.ts', 'setInterval(() => undefined, 1);', 'noRestrictedGlobals', 'clock.sleep'),
  unlawful('src/cli/e1.ts', 'export const startMs = performance.now();', 'noRestrictedGlobals', 'clock.monotonicMs()'),
  unlawful('src/main.ts', 'setImmediate(() => undefined);', 'noRestrictedGlobals', 'clock.sleep'),
  unlawful('src/library/e1.ts', 'export const x = Math.random();', 'noJsRestrictedProperties', 'src/ports/random.ts'),
  unlawful('src/library/e2.ts', 'export const { random } = Math;', 'noJsRestrictedProperties', 'src/ports/random.ts'),
  unlawful('src/http/e1.ts', 'export const now = Temporal.Now.instant();', 'noJsRestrictedProperties', 'clock.now()'),
  unlawful(
    'src/http/e2.ts',
    'export const signal = AbortSignal.timeout(5);',
    'noJsRestrictedProperties',
    'clock.sleep',
  ),
  unlawful(
    'src/streamer/e2.ts',
    'globalThis.setTimeout(() => undefined, 1);',
    'noJsRestrictedProperties',
    'clock.sleep',
  ),
  imports('src/streamer/e3.ts', 'node:timers/promises', 'clock.sleep'),
  imports('src/service/e3.ts', 'node:perf_hooks', 'clock.monotonicMs()'),
  // Not walls, but of the same kind: found by nobody else.
  unlawful('src/service/f1.ts', 'async function go(): Promise<void> {}\ngo();', 'noFloatingPromises', 'floating'),
  unlawful('src/store/f1.ts', "import './f2.ts';\nexport const one = 1;", 'noImportCycles', 'cycle'),
  unlawful('src/store/f2.ts', "import './f1.ts';\nexport const two = 2;", 'noImportCycles', 'cycle'),
  unlawful('src/store/f3.ts', 'export const x: any = 1;', 'noExplicitAny', 'any'),
];

const LAWFUL: readonly { file: string; code: string }[] = [
  lawful('src/monitor/y1.ts', '../values/instant.ts'),
  lawful('src/monitor/y2.ts', './y1.ts'),
  lawful('src/monitor/deep/y1.ts', '../y1.ts'),
  lawful('src/monitor/y3.ts', '../timetable/rule.ts'),
  lawful('src/timetable/y1.ts', '../values/instant.ts'),
  lawful('src/ports/y1.ts', './store.ts'),
  lawful('src/streamer/y1.ts', 'node:net'),
  lawful('src/streamer/y2.ts', '../ports/engine.ts'),
  lawful('src/store/y1.ts', 'kysely'),
  lawful('src/service/y1.ts', '../store/open.ts'),
  lawful('src/simulator/y1.ts', '../service/runner.ts'),
  lawful('src/cli/y1.ts', '../simulator/world.ts'),
  lawful('src/monitor/y1.test.ts', 'vitest'),
  lawful('src/monitor/y2.test.ts', 'node:fs/promises'),
  lawful('src/ports/y1.contract.ts', 'fast-check'),
  lawful('src/monitor/testing/y1.ts', 'node:os'),
  { file: 'src/monitor/y3.test.ts', code: 'setTimeout(() => undefined, Math.random());' },
  { file: 'src/service/system-clock.ts', code: 'export const nowMs = Date.now() + performance.now();' },
  { file: 'tests/y1.ts', code: 'export const at = new Date();' },
];

function unlawful(file: string, code: string, rule: string, says: string): (typeof UNLAWFUL)[number] {
  return { file, code, rule, says };
}

function imports(file: string, from: string, says: string): (typeof UNLAWFUL)[number] {
  return unlawful(file, `import '${from}';`, 'noRestrictedImports', says);
}

function lawful(file: string, from: string): (typeof LAWFUL)[number] {
  return { file, code: `import '${from}';` };
}

let folder: string;
let findings: ReadonlyMap<string, readonly Finding[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-walls-'));
  await cp(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  await cp(join(ROOT, 'lint'), join(folder, 'lint'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, code } of [...UNLAWFUL, ...LAWFUL]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${code}\n`);
  }
  findings = await lint();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** By file, everything that Biome calls an error, in the words that a person reads. */
async function lint(): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--diagnostic-level=error', '--colors=off'];
  const output = await new Promise<string>((resolve) => {
    const options = { cwd: folder, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [biome, ...args, 'src', 'tests'], options, (_error, _stdout, stderr) => resolve(stderr));
  });
  const byFile = new Map<string, Finding[]>();
  // Each begins with a line such as `src/store/e1.ts:1:24 lint/style/noRestrictedGlobals ━━━`.
  for (const part of output.split(/^(?=\S+:\d+:\d+ \S+ )/m)) {
    const [, file, rule] = /^(\S+):\d+:\d+ (?:\S+\/)?(\S+) /.exec(part) ?? [];
    if (file === undefined || rule === undefined) continue;
    byFile.set(file, [...(byFile.get(file) ?? []), { rule, words: part }]);
  }
  return byFile;
}

describe('is an error that says what to do instead', () => {
  test.each(UNLAWFUL)('$file: $code', ({ file, rule, says }) => {
    const found = (findings.get(file) ?? []).filter((finding) => finding.rule === rule);
    expect(found.map((finding) => finding.words).join('\n')).toContain(says);
  });
});

describe('is lawful', () => {
  test.each(LAWFUL)('$file: $code', ({ file }) => {
    expect(findings.get(file) ?? []).toEqual([]);
  });
});

test('lint/walls.json is made from lint/walls.ts (run lint/write-walls.ts)', async () => {
  expect(JSON.parse(await readFile(join(ROOT, 'lint/walls.json'), 'utf8'))).toEqual(walls());
});

import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../streamer/start-engine.ts';
import { stationFolder } from '../../streamer/station-folder.ts';
import { realClock } from '../../streamer/testing/real-clock.ts';
import { tempFolder } from '../../streamer/testing/temp-folder.ts';
import { filesToInstall, installFiles, removeUnits } from './install.ts';
import { unitLaunch } from './unit-launch.ts';
import { environmentText, renderPolkitRule, renderUnits, type UnitOptions } from './units.ts';

const run = promisify(execFile);
const canVerify = spawnSync('systemd-analyze', ['--version']).status === 0;

async function options(scope: UnitOptions['scope'], name = 'radio'): Promise<UnitOptions> {
  const folder = await tempFolder();
  const dataFolder = join(folder, name);
  await mkdir(dataFolder);
  const user = scope === 'system' ? 'root' : null;
  return { scope, dataFolder, command: '/bin/true', liquidsoap: '/bin/cat', user };
}

/** A systemctl that does as little as the test needs: what it is asked is in `asked`. */
async function fakeSystemctl(start: string): Promise<{ asked(): Promise<string> }> {
  const folder = await tempFolder();
  const asked = join(folder, 'asked');
  await writeFile(
    join(folder, 'systemctl'),
    `#!/bin/sh\necho "$*" >> '${asked}'\ncase "$*" in *start*) ${start};; *show*) echo exit-code;; esac\n`,
  );
  await chmod(join(folder, 'systemctl'), 0o755);
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  onTestFinished(() => {
    process.env.PATH = PATH;
  });
  return { asked: () => readFile(asked, 'utf8') };
}

for (const scope of ['system', 'user'] as const) {
  test.skipIf(!canVerify)(`KE-12: systemd takes the units of the ${scope}, whatever the folder is called`, async () => {
    const units = await options(scope, 'élan "100% $HOME" \\ vert');
    const folder = await tempFolder();
    await installFiles(filesToInstall(units, { units: folder, rules: folder }, null));
    const mode = scope === 'user' ? ['--user'] : [];
    for (const unit of ['airkeeper.service', 'airkeeper-engine@vert.service']) {
      // the template is verified by the name of one of its own
      const file = join(folder, unit);
      if (unit.includes('@vert'))
        await writeFile(file, await readFile(join(folder, 'airkeeper-engine@.service'), 'utf8'));
      const { stderr } = await run('systemd-analyze', [...mode, 'verify', '--man=no', file], {
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      });
      expect(stderr.split('\n').filter((line) => line.includes('airkeeper'))).toEqual([]);
    }
  });
}

test('KE-12: the end of Airkeeper is not that of an engine', async () => {
  const [main, engine] = renderUnits(await options('system'));
  expect(main?.text).toContain('KillMode=process');
  expect(main?.text).toContain('AIRKEEPER_ENGINE_UNIT=airkeeper-engine@');
  // nothing that would stop, restart or kill the engine along with Airkeeper
  expect(engine?.text).not.toMatch(/^(PartOf|BindsTo|Requires|PropagatesStopTo)=/m);
  expect(engine?.text).toContain('Restart=no');
});

test('KE-12: what may hold a password is in no unit, and for nobody else to read', async () => {
  const units = await options('system');
  const files = filesToInstall(units, { units: '/u', rules: '/r' }, 'postgres://radio:s3cret@db/radio');
  const holding = files.filter(({ text }) => text.includes('s3cret'));
  expect(holding.map(({ path, mode }) => [path, mode])).toEqual([[join(units.dataFolder, 'airkeeper.env'), 0o600]]);
});

test('KE-12: what may hold a password is closed to others where it was there before, and open', async () => {
  const path = join(await tempFolder(), 'airkeeper.env');
  await writeFile(path, '', { mode: 0o644 });
  await installFiles([{ path, text: 'A="s3cret"\n', mode: 0o600 }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toContain('s3cret');
});

test('KE-12: only an engine’s units may be managed by Airkeeper’s user', () => {
  const rule = renderPolkitRule('radio');
  const pattern = /\/(\^.*\$)\/\.test/.exec(rule)?.[1] ?? '';
  expect(new RegExp(pattern).test('airkeeper-engine@vert.service')).toBe(true);
  for (const other of [
    'ssh.service',
    'airkeeper.service',
    'airkeeper-engine@a.service.d',
    'x-airkeeper-engine@a.service',
  ])
    expect(new RegExp(pattern).test(other)).toBe(false);
  expect(rule).toContain('subject.user == "radio"');
});

test('KE-12: what was installed is removed, and nothing else', async () => {
  const units = { ...(await options('system')), user: 'radio' };
  const folder = await tempFolder();
  const folders = { units: folder, rules: folder };
  await writeFile(join(folder, 'other.service'), 'not ours');
  const files = filesToInstall(units, folders, null);
  await installFiles(files);
  expect([...(await removeUnits(folders, 'system'))].sort()).toEqual(files.map(({ path }) => path).sort());
  expect(await removeUnits(folders, 'system')).toEqual([]);
  expect(await readFile(join(folder, 'other.service'), 'utf8')).toBe('not ours');
});

test('KE-12: a value in an environment file is read as it was', async () => {
  const values = { A: 'élan "vert" $HOME `id` \\ %i', B: '' };
  const file = join(await tempFolder(), 'engine.env');
  await writeFile(file, environmentText(values));
  // a shell reads these quotes and escapes as systemd.exec(5) says that systemd does
  const { stdout } = await run('sh', ['-c', '. "$1"; printf "%s|%s" "$A" "$B"', 'sh', file]);
  expect(stdout).toBe(`${values.A}|${values.B}`);
});

/** A stand-in for Liquidsoap that is found as one: its environment has a run. */
async function stationOf() {
  const folder = stationFolder(await tempFolder(), 'vert');
  await mkdir(folder.root, { recursive: true });
  await writeFile(folder.script, '');
  return folder;
}

test('KE-13: an engine is started as its unit, which is told its run', async () => {
  const folder = await stationOf();
  const standIn = join(folder.root, 'stand-in');
  await writeFile(standIn, 'sleep 20 & wait\n');
  const { asked } = await fakeSystemctl(
    `cd '${folder.root}' && set -a && . ./engine.env && setsid sh '${standIn}' "$AIRKEEPER_SCRIPT" -- "$AIRKEEPER_SCRIPT_PATH" >/dev/null 2>&1 &`,
  );
  const launch = unitLaunch('--user airkeeper-engine@', 'vert', 'liquidsoap', realClock);
  // the stand-in takes a moment to be a process
  const patient: typeof launch = async (...args) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await launch(...args);
      } catch (error) {
        if (tries === 20) throw error;
        await realClock.sleep(50, new AbortController().signal);
      }
    }
  };
  const { pid, run: id, ended } = await startEngine(folder, { timeZone: 'UTC', lastRun: null, launch: patient });
  expect(await asked()).toMatch(/^--user start airkeeper-engine@vert\.service\n/);
  expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toContain(`AIRKEEPER_RUN=${id}`);
  process.kill(-pid, 'SIGKILL');
  expect(await ended).toBe('status exit-code');
});

test('KE-13: where systemd will not, the engine is started all the same', async () => {
  const folder = await stationOf();
  await fakeSystemctl('exit 1');
  const launch = unitLaunch('airkeeper-engine@', 'vert', '/bin/true', realClock);
  const { ended } = await startEngine(folder, { timeZone: 'UTC', lastRun: null, launch });
  expect(await ended).toBe('status 0');
});

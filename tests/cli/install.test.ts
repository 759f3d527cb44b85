import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Harness } from './harness.ts';

function harness(): Harness {
  const made = new Harness();
  made.env = { AIRKEEPER_LIQUIDSOAP: '/bin/cat', PATH: '/bin' };
  return made;
}

test('KE-12: install writes the units, and uninstall removes them', async () => {
  const machine = harness();
  const folder = join(machine.cwd, 'units');
  const installed = await machine.json('install', '--user', '--into', 'units');
  expect(installed).toMatchObject({ started: false });
  expect(readdirSync(folder).sort()).toEqual(['airkeeper-engine@.service', 'airkeeper.service']);
  expect(readFileSync(join(folder, 'airkeeper.service'), 'utf8')).toContain(`--data "${machine.dataFolder}"`);
  expect(await machine.json('uninstall', '--user', '--into', 'units')).toMatchObject({
    removed: [join(folder, 'airkeeper.service'), join(folder, 'airkeeper-engine@.service')],
  });
  expect(readdirSync(folder)).toEqual([]);
  expect((await machine.run('uninstall', '--into', 'units')).out).toContain('nothing to remove');
});

test('KE-12: for a user of its own there is a rule that lets it start engines', async () => {
  const machine = harness();
  await machine.json('install', '--run-as', 'radio', '--into', 'units');
  expect(readFileSync(join(machine.cwd, 'units', '50-airkeeper.rules'), 'utf8')).toContain('"radio"');
  expect(readFileSync(join(machine.cwd, 'units', 'airkeeper.service'), 'utf8')).toContain('User=radio\n');
});

test.each(['--print', '--dry-run'])(
  'KE-12: install %s prints them, without a password, and changes nothing',
  async (option) => {
    const machine = harness();
    machine.env = { ...machine.env, AIRKEEPER_DATABASE_URL: 'postgres://radio:s3cret@db/radio' };
    const { out, status } = await machine.run('install', '--into', 'units', option);
    expect(status).toBe(0);
    expect(out).toContain('ExecStart=');
    expect(out).not.toContain('s3cret');
    expect(existsSync(join(machine.cwd, 'units'))).toBe(false);
  },
);

test('KE-12: without a Liquidsoap nothing is installed', async () => {
  const machine = harness();
  machine.env = { AIRKEEPER_LIQUIDSOAP: '/no/such', PATH: '/bin' };
  const refused = await machine.run('install', '--into', 'units', '--json');
  expect(refused.status).toBe(1);
  expect(refused.error()).toMatchObject({ code: 'no_liquidsoap' });
});

test('KE-12: where systemd runs, Airkeeper is started and will be; taken out, it is stopped', async () => {
  const machine = harness();
  machine.isBooted = true;
  expect(await machine.json('install', '--user')).toMatchObject({ started: true });
  expect(readdirSync(join(machine.cwd, 'user'))).toHaveLength(2);
  await machine.json('uninstall', '--user');
  expect(machine.controlled).toEqual([
    'user daemon-reload',
    'user enable --now airkeeper.service',
    'user disable --now airkeeper.service',
    'user daemon-reload',
  ]);
  expect(readdirSync(join(machine.cwd, 'user'))).toEqual([]);
});

test('KE-12: where systemd does not run, that is said, with the command that starts it', async () => {
  const { out } = await harness().run('install', '--user');
  expect(out).toContain('systemctl --user enable --now airkeeper.service');
});

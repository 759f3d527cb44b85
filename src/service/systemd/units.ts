import { join } from 'node:path';
import { assert } from '../../values/errors.ts';

/** What the units of a machine, or of a user, are made of. All paths are absolute. */
export interface UnitOptions {
  readonly scope: 'system' | 'user';
  readonly dataFolder: string;
  /** `bin/airkeeper`. */
  readonly command: string;
  readonly liquidsoap: string;
  /** Whose processes they are; null: the manager's own user. */
  readonly user: string | null;
}

export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

export const MAIN_UNIT = 'airkeeper.service';
export const ENGINE_UNIT_PREFIX = 'airkeeper-engine@';
const ENGINE_UNIT = `${ENGINE_UNIT_PREFIX}.service`;

/** Passwords and addresses that must not be in a unit, which everybody may read. */
export function environmentFile(dataFolder: string): string {
  return join(dataFolder, 'airkeeper.env');
}

/**
 * Airkeeper and its engines as systemd units: one for Airkeeper, and one for each station's engine, made of a template. The
 * engines are in control groups of their own, so that neither a stop, a restart nor the running out of memory of Airkeeper
 * reaches them. Sources: systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.unit(5).
 */
export function renderUnits(options: UnitOptions): readonly UnitFile[] {
  return [
    { name: MAIN_UNIT, text: mainUnit(options) },
    { name: ENGINE_UNIT, text: engineUnit(options) },
  ];
}

function mainUnit({ scope, dataFolder, command, user, liquidsoap }: UnitOptions): string {
  const manager = scope === 'user' ? '--user ' : '';
  return `# Made by \`airkeeper install\`; removed by \`airkeeper uninstall\`.
[Unit]
Description=Airkeeper, radio automation (${escaped(dataFolder)})
After=network.target sound.target time-sync.target postgresql.service
# it is tried again for ever
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${argument(command)} start --no-demo --data ${argument(dataFolder)}
EnvironmentFile=-${escaped(environmentFile(dataFolder))}
Environment=${assignment(`AIRKEEPER_ENGINE_UNIT=${manager}${ENGINE_UNIT_PREFIX}`)}
Environment=${assignment(`AIRKEEPER_LIQUIDSOAP=${liquidsoap}`)}
${userLine(user)}Restart=always
RestartSec=500ms
# the engines have units of their own; one that had to be started without is not ended with Airkeeper either
KillMode=process
OOMPolicy=continue
TimeoutStopSec=30

[Install]
WantedBy=${scope === 'user' ? 'default.target' : 'multi-user.target'}
`;
}

function engineUnit({ scope, dataFolder, user, liquidsoap }: UnitOptions): string {
  const folder = `${escaped(join(dataFolder, 'stations'))}/%i`;
  // a user's manager may not raise a priority
  const first = scope === 'system' ? 'OOMScoreAdjust=-500\nNice=-5\n' : '';
  return `# Made by \`airkeeper install\`; removed by \`airkeeper uninstall\`. Airkeeper starts it.
[Unit]
Description=Airkeeper: the engine of station %i
StartLimitIntervalSec=0

[Service]
Type=exec
WorkingDirectory=${folder}
EnvironmentFile=${folder}/engine.env
ExecStart=${argument(liquidsoap)} \${AIRKEEPER_SCRIPT} -- \${AIRKEEPER_SCRIPT_PATH}
StandardOutput=append:${folder}/engine.log
StandardError=inherit
${userLine(user)}${first}UMask=0027
# Airkeeper starts it again, as another run
Restart=no
TimeoutStopSec=10
`;
}

/** The engines are started by Airkeeper, which is not root: the manager must let it, and only that. */
export function renderPolkitRule(user: string): string {
  return `// Made by \`airkeeper install\`; removed by \`airkeeper uninstall\`.
polkit.addRule(function (action, subject) {
  var isOurs = /^${ENGINE_UNIT_PREFIX}[a-z0-9-]+\\.service$/.test(String(action.lookup("unit")));
  if (action.id == "org.freedesktop.systemd1.manage-units" && subject.user == ${JSON.stringify(user)} && isOurs)
    return polkit.Result.YES;
});
`;
}

function userLine(user: string | null): string {
  return user === null ? '' : `User=${user}\n`;
}

/** A value that systemd takes whole: only what it would expand is to be said twice. */
function escaped(text: string): string {
  assert(!/[\r\n\0]/.test(text), `a unit has no line end in a value: ${JSON.stringify(text)}`);
  return text.replaceAll('%', '%%');
}

/** One assignment of a variable. */
function assignment(text: string): string {
  return `"${escaped(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** One argument of a command line, where a variable's value would be put in. */
function argument(text: string): string {
  return assignment(text).replaceAll('$', '$$$$');
}

/** The text of an `EnvironmentFile`: systemd.exec(5) takes its quotes and escapes as a shell does. */
export function environmentText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/["\\`$]/g, '\\$&')}"\n`)
    .join('');
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findEngines } from '../find-engines.ts';
import { stringLiteral } from '../script/literal.ts';
import { type StationFolder, stationFolder } from '../station-folder.ts';
import { tempFolder } from './temp-folder.ts';

/** A real engine that plays silence: its socket, its journal's first line, and what the test adds. */
function scriptText(folder: StationFolder, commands: string): string {
  return `
settings.init.allow_root.set(true)
settings.log.file.set(false)
settings.log.stdout.set(true)
settings.server.telnet.set(false)
settings.server.socket.set(true)
settings.server.socket.path.set(${stringLiteral(folder.socket)})
settings.server.timeout.set(-1.)
%ifversion >= 2.2
def env(x) = environment.get(x) end
%else
def env(x) = getenv(x) end
%endif
run = env("AIRKEEPER_RUN")
def emit(line) = file.write(data="\\n" ^ line ^ "\\n", append=true, "journal/#{run}.000001.jsonl") end
state = '{"ok":true,"run":"' ^ run ^ '","pid":-1,"engineVersion":"' ^ liquidsoap.version ^ '","script":"tiny","atMs":1800000000000,"seq":1,"lostLines":0,"cueSheetVersion":"","streamPlansVersion":"","onAir":null,"decks":[{"name":"a","state":"empty","cue":""}],"sources":[]}'
server.register(namespace="ak", "state", fun (_) -> state)
server.register(namespace="ak", "environment", fun (name) -> '{"ok":true,"value":"' ^ env(name) ^ '"}')
${commands}
emit('{"run":"' ^ run ^ '","seq":1,"atMs":1800000000000,"kind":"up","engineVersion":"' ^ liquidsoap.version ^ '","script":"tiny","pid":-1}')
output.dummy(blank())
`;
}

const SHUTDOWN_COMMAND = `
server.register(namespace="ak", "shutdown", fun (_) -> begin thread.run(delay=0.2, shutdown); '{"ok":true}' end)
`;

/** A station's folder with a script in it. Whatever still runs the script at the end of the test is killed. */
export async function tinyStation(commands: string = SHUTDOWN_COMMAND): Promise<StationFolder> {
  // a data folder may well be called that, and Liquidsoap 2.3 opens no such path on its command line
  const folder = stationFolder(join(await tempFolder(), 'élan "vert"'), 'tiny');
  await mkdir(folder.root, { recursive: true });
  await writeFile(folder.script, scriptText(folder, commands));
  onTestFinished(async () => {
    for (const { pid } of await findEngines(folder.script)) process.kill(pid, 'SIGKILL');
  });
  return folder;
}

import type { EmergencyHost, EngineHost } from '../service/engine-host.ts';
import type { EngineEnd } from '../service/engine-keeper-budget.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import type { Disk } from './disk.ts';
import { never } from './effect.ts';
import type { Machine } from './machine.ts';
import type { ProcessLife } from './process-life.ts';
import type { VirtualTime } from './virtual-time.ts';

const SCRIPT_VERSION = 'simulated';
/** So long the outputs are listened to. */
const LISTEN_MS = 4000;

/** The machine as Airkeeper uses it to keep an engine. There is no emergency source: a budget that is spent is silence. */
export function hostPort(options: {
  readonly life: ProcessLife;
  readonly time: VirtualTime;
  readonly machine: Machine;
  readonly disk: Disk;
}): EngineHost {
  const { life, time, machine, disk } = options;
  const refuseFull = () => {
    if (disk.full) throw new PassingError('disk_failed', 'no space left on device');
  };
  return {
    find: () => life.ask(() => machine.pid),
    runOf: (_station, pid) => life.ask(() => (machine.pid === pid ? machine.run : null)),
    ended: (_station, pid, signal) => life.ask(() => endOf(machine, pid, signal)),
    signs: (_station, run) =>
      life.ask(() => ({
        heartbeat: machine.heartbeat,
        journal: `${disk.runs.length} ${disk.runs.at(-1)?.lines.length ?? 0}`,
        began: machine.engine !== null && machine.engine.run === run,
      })),
    sounds: () =>
      life.ask(async () => {
        const before = machine.heartbeat;
        await time.pause(LISTEN_MS, life);
        return machine.heartbeat !== before;
      }),
    check: () => life.ask(() => undefined),
    prepare: () =>
      life.effect('prepare script', () => {
        refuseFull();
        return SCRIPT_VERSION;
      }),
    recheck: () => life.ask(() => undefined),
    start: () =>
      life.effect('start engine', () => {
        if (machine.pid !== null) throw new RefusedError('engine_running', 'an engine runs already');
        refuseFull();
        return machine.start(SCRIPT_VERSION);
      }),
    remember: async () => undefined,
    prepared: () => life.ask(() => []),
    lastWords: () => life.ask(() => ''),
    prune: () => life.ask(() => undefined),
    stop: () =>
      life.effect('stop engine', () => {
        const { pid } = machine;
        machine.shutDown();
        return pid;
      }),
    forget: () => life.effect('stop engine', () => machine.shutDown()),
    kill: () => life.effect('kill engine', () => machine.kill()),
    emergency: noEmergency(life),
    order: () => life.ask(() => null),
    forgetOrder: () => life.ask(() => undefined),
    report: () => life.ask(() => undefined),
  };
}

function noEmergency(life: ProcessLife): EmergencyHost {
  return {
    find: () => life.ask(() => null),
    runOf: () => life.ask(() => null),
    start: () =>
      life.ask(() => {
        throw new RefusedError('no_liquidsoap', 'there is no emergency source here');
      }),
    stop: () => life.ask(() => undefined),
    kill: () => life.ask(() => undefined),
  };
}

/** Nobody aborts it: a process that is killed waits for nothing any more. */
function endOf(machine: Machine, pid: number, signal: AbortSignal): Promise<EngineEnd> {
  return signal.aborted ? never() : machine.ended(pid);
}

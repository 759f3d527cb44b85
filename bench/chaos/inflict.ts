import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { unreachable } from '../../src/values/errors.ts';
import type { ChaosStation } from './chaos-station.ts';
import type { Fault, FaultKind, PlannedFault } from './faults.ts';
import type { Supervisor } from './supervisor.ts';
import type { ChaosDiffusion } from './timetable.ts';

/** One for each processor of a small machine. */
const BUSY_PROCESSES = 2;
/** A diffusion this near has its files open already. */
const COMING_MS = 3000;

/** Undoes what was done. */
type Undo = () => void | Promise<void>;

interface Patient {
  readonly chaos: ChaosStation;
  readonly supervisor: Supervisor;
  readonly diffusions: readonly ChaosDiffusion[];
}

/** The kinds that can be done on this machine. */
export function possibleKinds({ disk, postgres }: ChaosStation, kinds: readonly FaultKind[]): ReadonlySet<FaultKind> {
  return new Set(
    kinds.filter((kind) => (kind !== 'disk_full' || disk !== null) && (kind !== 'database_away' || postgres !== null)),
  );
}

/** Does it, for as long as it lasts, or until the signal. Null where there was nothing to do it to. */
export async function inflict(
  patient: Patient,
  { kind, lastsMs }: PlannedFault,
  signal: AbortSignal,
): Promise<Fault | null> {
  const what = whatItHits(patient, kind);
  if (what === null) return null;
  const fromMs = Date.now();
  const undo = await begin(patient, kind, what);
  if (undo === null) return null;
  await sleep(lastsMs, undefined, { signal }).catch(() => {});
  await undo();
  return { kind, fromMs, toMs: Date.now(), what };
}

/** Of a file: its number among the sounds; empty where the kind says it. */
function whatItHits({ diffusions }: Patient, kind: FaultKind): string | null {
  if (kind !== 'file_away') return '';
  const coming = diffusions.find(({ startMs }) => startMs > Date.now() + COMING_MS);
  const sounds = coming?.show.sounds ?? [];
  const sound = sounds[(coming?.startMs ?? 0) % sounds.length];
  return sound === undefined ? null : String(sound.number);
}

/** Null where there was nothing to do it to. */
async function begin({ chaos, supervisor }: Patient, kind: FaultKind, what: string): Promise<Undo | null> {
  switch (kind) {
    case 'airkeeper_killed':
      supervisor.kill();
      return () => {};
    case 'engine_killed':
    case 'both_killed': {
      const pid = await chaos.station.enginePid();
      if (kind === 'both_killed') supervisor.kill();
      return pid !== null && signalTo(pid, 'SIGKILL') ? () => {} : null;
    }
    case 'airkeeper_stopped':
      return supervisor.halt();
    case 'engine_stopped': {
      const pid = await chaos.station.enginePid();
      if (pid === null || !signalTo(pid, 'SIGSTOP')) return null;
      return () => void signalTo(pid, 'SIGCONT');
    }
    case 'starved':
      return starve();
    case 'disk_full':
      await chaos.disk?.fill();
      return () => chaos.disk?.makeRoom();
    case 'database_away':
      await chaos.postgres?.cut();
      return () => chaos.postgres?.resume();
    case 'file_away': {
      const path = chaos.station.pathOf(Number(what));
      await rename(path, `${path}.away`);
      return () => rename(`${path}.away`, path);
    }
    default:
      return unreachable(kind);
  }
}

/** Whether there was such a process. */
function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function starve(): Undo {
  const busy = Array.from({ length: BUSY_PROCESSES }, () =>
    spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
  );
  return async () => {
    await Promise.all(
      busy.map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  };
}

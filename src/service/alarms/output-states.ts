import type { AlarmCondition } from '../../ports/alarms.ts';
import type { JournalLine } from '../../ports/journal.ts';
import type { EngineRunId } from '../../values/ids.ts';
import type { Port } from '../../values/model.ts';

/** An output that comes and goes with each try to connect is not said to be down each time. */
const DOWN_AFTER_MS = 10_000;
/** An engine that has just started may not have found out yet: what was down before stays so for this long. */
const NEW_RUN_MS = 60_000;

interface RunState {
  readonly run: EngineRunId;
  readonly sinceMs: number;
  /** Null: it is up. Ports of which the run has said nothing are not there. */
  readonly ports: ReadonlyMap<number, { readonly sinceMs: number; readonly why: string } | null>;
}

/** What the newest run of the engine has said of its outputs; null before its first line. */
export type OutputStates = RunState | null;

export function withLine(states: OutputStates, line: JournalLine): OutputStates {
  if (states !== null && line.run < states.run) return states;
  const isNewRun = states === null || line.run > states.run;
  // A run whose beginning was read before the restart of Airkeeper has had its time to find out.
  const sinceMs = line.kind === 'up' ? line.atMs : Number.NEGATIVE_INFINITY;
  const base: RunState = isNewRun ? { run: line.run, sinceMs, ports: new Map() } : states;
  if (line.kind !== 'output') return base;
  const known = base.ports.get(line.port) ?? null;
  const now = line.state === 'up' ? null : { sinceMs: known?.sinceMs ?? line.atMs, why: line.why };
  return { ...base, ports: new Map([...base.ports, [line.port, now]]) };
}

/**
 * The outputs that are down.
 * @param open subjects of those that were down at the last look, which stay so as long as nothing is known to the contrary
 */
export function outputConditions(
  states: OutputStates,
  ports: readonly Port[],
  open: readonly string[],
  nowMs: number,
): readonly AlarmCondition<'output_down'>[] {
  return ports
    .filter(({ direction }) => direction === 'output')
    .flatMap((port) => {
      const subject = `${port.id}`;
      const state = states?.ports.get(port.id);
      const isOpen = open.includes(subject);
      const isDown =
        state === undefined
          ? isOpen && !isOutOfDate(states, nowMs)
          : state !== null && (isOpen || nowMs - state.sinceMs >= DOWN_AFTER_MS);
      if (!isDown) return [];
      return [{ subject, facts: { port: port.id, what: placeOf(port), why: state?.why ?? '' } }];
    });
}

/** Whether a run that began under our eyes has been silent about an output for long enough. */
function isOutOfDate(states: OutputStates, nowMs: number): boolean {
  return states !== null && Number.isFinite(states.sinceMs) && nowMs - states.sinceMs > NEW_RUN_MS;
}

/** Kind and place of a port, for people: without its passwords. */
function placeOf({ kind, settings }: Port): string {
  const { host, port, mount, path, device } = settings;
  const address = host === undefined ? (port === undefined ? '' : `port ${port}`) : `${host}:${port ?? ''}`;
  const place = [address, mount ?? path ?? device ?? ''].filter((part) => part !== '').join(' ');
  return place === '' ? kind : `${kind} ${place}`;
}

import { unreachable } from '../values/errors.ts';
import type { Fault, TimedFault } from './fault.ts';
import type { SeededRandom } from './seeded-random.ts';

const SECOND = 1000;
const MINUTE = 60_000;

const KINDS: Readonly<Record<Fault['kind'], number>> = {
  kill_airkeeper: 12,
  kill_engine: 2,
  shut_down_engine: 1,
  freeze_engine: 1,
  mute_engine: 2,
  reply: 36,
  line: 16,
  commit: 12,
  database_down: 2,
  database_locked: 1,
  disk_full: 2,
  file: 3,
  damage: 1,
  clock: 1,
  edit: 6,
  person: 4,
};

/**
 * The faults of a story, in order. Half of them come at any time, half within seconds of an instant at which something is to
 * happen: that is where they hurt.
 *
 * @param instants when something is to happen, from the story's beginning
 */
export function drawFaults(
  random: SeededRandom,
  count: number,
  spanMs: number,
  instants: readonly number[],
): readonly TimedFault[] {
  const faults: TimedFault[] = [];
  for (let index = 0; index < count; index += 1) {
    const near = instants.length > 0 && random.chance(0.5) ? random.pick(instants) : null;
    const atMs = near === null ? random.between(0, spanMs) : near + random.between(-6 * SECOND, 6 * SECOND);
    if (atMs > 0 && atMs < spanMs) faults.push({ atMs, fault: drawFault(random) });
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: SeededRandom): Fault {
  const kind = random.weighted(KINDS);
  switch (kind) {
    case 'kill_airkeeper': {
      const at = { effect: random.between(0, 12), when: random.pick(['before', 'after'] as const) };
      return { kind, at, downMs: random.between(SECOND, random.chance(0.1) ? 30 * MINUTE : 20 * SECOND) };
    }
    case 'kill_engine':
    case 'shut_down_engine':
      return { kind };
    case 'freeze_engine':
      return { kind, forMs: random.between(SECOND, 2 * MINUTE) };
    case 'mute_engine':
      return { kind, forMs: random.between(SECOND, 3 * MINUTE) };
    case 'reply':
      return {
        kind,
        what: random.pick(['state', 'state', 'command'] as const),
        fault: random.pick(['not_received', 'lost', 'late', 'torn', 'hung_up_before', 'hung_up_after'] as const),
      };
    case 'line':
      return { kind, fault: random.pick(['torn', 'duplicated', 'late', 'overtaken'] as const) };
    case 'commit':
      return { kind, fault: random.pick(['fails', 'unknown', 'slow'] as const) };
    case 'database_down':
    case 'database_locked':
    case 'disk_full':
      return { kind, forMs: random.between(SECOND, random.chance(0.1) ? 10 * MINUTE : MINUTE) };
    case 'file':
      return {
        kind,
        file: random.between(0, 999),
        becomes: random.pick(['missing', 'corrupt', 'truncated'] as const),
        forMs: random.between(SECOND, random.chance(0.2) ? 120 * MINUTE : 5 * MINUTE),
      };
    case 'damage':
      return { kind, what: random.pick(['cue_sheet', 'streams'] as const) };
    case 'clock': {
      const byMs = random.between(SECOND, random.chance(0.3) ? 60 * MINUTE : 20 * SECOND);
      return { kind, byMs: random.chance(0.5) ? byMs : -byMs, forMs: random.between(SECOND, 10 * MINUTE) };
    }
    case 'edit':
      return {
        kind,
        what: random.pick(['cancel', 'put_back', 'move', 'move', 'end'] as const),
        nth: random.between(0, 3),
        byMs: random.between(-40, 40) * (random.chance(0.5) ? SECOND : MINUTE),
        told: random.chance(0.8),
      };
    case 'person':
      return {
        kind,
        what: random.pick(['skip', 'seek', 'push_dealer', 'push_stream'] as const),
        file: random.between(0, 999),
      };
    default:
      return unreachable(kind);
  }
}

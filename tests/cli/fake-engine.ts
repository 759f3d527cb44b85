import type { ClosableEngine } from '../../src/cli/context.ts';
import type { EngineCommand, EngineFailure, EngineOnAir, EngineState } from '../../src/ports/engine.ts';
import type { EngineRunId } from '../../src/values/ids.ts';
import { failed, ok } from '../../src/values/result.ts';

/** The engines of all stations: what they answer is set by the test, what they were told is kept. */
export class FakeEngine {
  /** By slug; a station that is not here has no running engine. */
  readonly states = new Map<string, EngineState | EngineFailure>();
  readonly commands: { readonly station: string; readonly command: EngineCommand }[] = [];
  /** What the next commands come to; null: they are carried out. */
  failure: EngineFailure | null = null;
  /** Connectors opened and not closed. */
  connections = 0;

  runs(slug: string, changes: Partial<EngineState> = {}): void {
    this.states.set(slug, engineState(changes));
  }

  fails(slug: string, failure: EngineFailure): void {
    this.states.set(slug, failure);
  }

  pidOf(slug: string): number | null {
    const state = this.states.get(slug);
    return state !== undefined && 'pid' in state ? state.pid : null;
  }

  open(slug: string): ClosableEngine {
    this.connections += 1;
    const notUsed = () => Promise.reject(new Error('the command line does not do that'));
    return {
      observe: async () => {
        const state = this.states.get(slug) ?? { code: 'not_connected', message: 'nothing listens' };
        return 'code' in state ? failed(state) : ok(state);
      },
      command: async (command) => {
        this.commands.push({ station: slug, command });
        return this.failure === null ? ok({}) : failed(this.failure);
      },
      putCueSheet: notUsed,
      putStreamPlans: notUsed,
      readJournal: notUsed,
      onJournalGrowth: () => () => {},
      close: () => {
        this.connections -= 1;
      },
    };
  }
}

function engineState(changes: Partial<EngineState>): EngineState {
  return {
    run: '000001-abcd' as EngineRunId,
    pid: 4321,
    engineVersion: '2.3.2',
    script: 's1',
    atMs: Temporal.Instant.from('2026-11-30T12:00:00Z').epochMilliseconds,
    seq: 12,
    lostLines: 0,
    cueSheetVersion: 'v1',
    streamPlansVersion: 'v1',
    onAir: null,
    decks: [],
    sources: [],
    ...changes,
  };
}

export function onAir(source: string, uri: string, changes: Partial<EngineOnAir['request']> = {}): EngineOnAir {
  return {
    source,
    seq: 11,
    sinceMs: Temporal.Instant.from('2026-11-30T11:59:00.125Z').epochMilliseconds,
    positionSeconds: 60,
    remainingSeconds: 120,
    request: { rid: '7', uri, soundId: null, cue: null, pushed: false, title: null, artist: null, ...changes },
  };
}

/** Everything that Airkeeper does to the world outside itself: between any two of them it may be killed. */
export type EffectName =
  | 'commit'
  | 'write cue sheet'
  | 'rename cue sheet'
  | 'write playlists'
  | 'rename streams'
  | 'reload_cues'
  | 'reload_streams'
  | 'skip'
  | 'seek'
  | 'push'
  | 'shutdown'
  | 'prepare script'
  | 'start engine'
  | 'stop engine'
  | 'kill engine';

/** An instant of Airkeeper's life at which it is killed: before or after so many more effects. */
export interface CrashPoint {
  /** 0: the next effect. */
  readonly effect: number;
  readonly when: 'before' | 'after';
}

/** One that never comes: what waits for it has been killed. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

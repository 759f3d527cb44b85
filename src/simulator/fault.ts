import type { CrashPoint } from './effect.ts';
import type { LineFault } from './engine-journal.ts';
import type { ReplyFault } from './engine-port.ts';
import type { CommitFault } from './store-port.ts';

/** What goes wrong, or what people do at a bad moment. Spans end by themselves. */
export type Fault =
  | { readonly kind: 'kill_airkeeper'; readonly at: CrashPoint; readonly downMs: number }
  | { readonly kind: 'kill_engine' }
  | { readonly kind: 'shut_down_engine' }
  /** The process stands still, sound and all. */
  | { readonly kind: 'freeze_engine'; readonly forMs: number }
  /** It plays on and carries out what it is told, and answers nothing. */
  | { readonly kind: 'mute_engine'; readonly forMs: number }
  | { readonly kind: 'reply'; readonly what: 'state' | 'command'; readonly fault: ReplyFault }
  | { readonly kind: 'line'; readonly fault: LineFault }
  | { readonly kind: 'commit'; readonly fault: CommitFault }
  | { readonly kind: 'database_down' | 'database_locked' | 'disk_full'; readonly forMs: number }
  /** `file`: its place among the files of the station. */
  | {
      readonly kind: 'file';
      readonly file: number;
      readonly becomes: 'missing' | 'corrupt' | 'truncated';
      readonly forMs: number;
    }
  /** What lies on the engine's disk cannot be read any more. */
  | { readonly kind: 'damage'; readonly what: 'cue_sheet' | 'streams' }
  /** The clocks on the wall are wrong by so much, for so long. */
  | { readonly kind: 'clock'; readonly byMs: number; readonly forMs: number }
  /** `nth`: among the diffusions that end after now. `told`: whether Airkeeper is told at once. */
  | {
      readonly kind: 'edit';
      readonly what: 'cancel' | 'put_back' | 'move' | 'end';
      readonly nth: number;
      readonly byMs: number;
      readonly told: boolean;
    }
  /** A person at the controls, by a line of his own. `file`: for a push. */
  | {
      readonly kind: 'person';
      readonly what: 'skip' | 'seek' | 'push_dealer' | 'push_stream';
      readonly file: number;
    };

/** A fault at an instant, in true milliseconds from the beginning of the story. */
export interface TimedFault {
  readonly atMs: number;
  readonly fault: Fault;
}

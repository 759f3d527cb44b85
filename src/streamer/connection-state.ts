import { assert } from '../values/errors.ts';

/** What a connection to an engine is doing. */
export type ConnectionState =
  /** Nothing was asked of it yet. */
  | 'idle'
  | 'connecting'
  /** Connected; at most one command in flight. */
  | 'ready'
  /** Lost, or never made: it does not try again before its back-off is over. */
  | 'waiting'
  /** Told to close; the socket is on its way out. */
  | 'closing'
  | 'closed';

/** The legal moves, and no others. */
export const CONNECTION_MOVES: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  idle: ['connecting', 'closing'],
  connecting: ['ready', 'waiting', 'closing'],
  ready: ['waiting', 'closing'],
  waiting: ['connecting', 'closing'],
  closing: ['closed'],
  closed: [],
};

/** @throws {BugError} when the move is not in the table */
export function moveConnection(from: ConnectionState, to: ConnectionState): ConnectionState {
  assert(CONNECTION_MOVES[from].includes(to), `a connection that is ${from} cannot become ${to}`);
  return to;
}

import { expect, test } from 'vitest';
import { BugError } from '../values/errors.ts';
import { CONNECTION_MOVES, type ConnectionState, moveConnection } from './connection-state.ts';

const STATES = Object.keys(CONNECTION_MOVES) as ConnectionState[];

test('CO-2: makes the moves of the table, and no others', () => {
  for (const from of STATES) {
    for (const to of STATES) {
      if (CONNECTION_MOVES[from].includes(to)) expect(moveConnection(from, to)).toBe(to);
      else expect(() => moveConnection(from, to), `${from} to ${to}`).toThrow(BugError);
    }
  }
});

test('CO-2: every state but closed can be closed, and closed is the end', () => {
  for (const state of STATES) expect(reachable(state).has('closed'), state).toBe(true);
  expect(CONNECTION_MOVES.closed).toEqual([]);
});

function reachable(from: ConnectionState, seen = new Set<ConnectionState>()): Set<ConnectionState> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const to of CONNECTION_MOVES[from]) reachable(to, seen);
  return seen;
}

import { RefusedError } from '../values/errors.ts';
import type { PartName } from './rule.ts';

/** A stretch of the text of a rule, in capitals, that knows where it is. */
export interface Piece {
  readonly text: string;
  /** Of its first letter, from 1. */
  readonly column: number;
  readonly rule: string;
}

/** The values of the parts that are there. */
export type Parts = ReadonlyMap<PartName, Piece>;

export function pieceOf(rule: string): Piece {
  return { text: rule.toUpperCase(), column: 1, rule };
}

/** @param most how many pieces; the last one has the rest */
export function splitPiece(piece: Piece, separator: string, most = Number.POSITIVE_INFINITY): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = piece;
  for (;;) {
    const at = pieces.length + 1 < most ? rest.text.indexOf(separator) : -1;
    if (at < 0) return [...pieces, rest];
    pieces.push({ ...rest, text: rest.text.slice(0, at) });
    rest = { ...rest, text: rest.text.slice(at + 1), column: rest.column + at + 1 };
  }
}

/** @param why follows the piece's own text: what is wrong with it, and what is allowed */
export function refusePiece({ text, column, rule }: Piece, why: string): RefusedError {
  const what = text === '' ? 'nothing' : JSON.stringify(text);
  const message = `the rule ${JSON.stringify(rule)}, at column ${column}: ${what} ${why}`;
  return new RefusedError('bad_rule', message, { rule, column, given: text });
}

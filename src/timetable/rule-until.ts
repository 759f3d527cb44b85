import { DAY_MS, wallMsOfFields } from './recurrence-local.ts';
import type { RuleEnd } from './rule.ts';
import { type Piece, refusePiece } from './rule-piece.ts';

const FORM = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;

/** The whole of its day, or of its second, still counts: the milliseconds of a schedule are none of the rule's. */
export function parseUntil(piece: Piece): RuleEnd {
  const [, year, month, day, hour, minute, second, utc] = FORM.exec(piece.text) ?? [];
  const fields = [year, month, day, hour, minute, second].map((field) => Number(field ?? 0));
  const wallMs = wallMsOfFields(...fields);
  if (wallMs === null) {
    throw refusePiece(
      piece,
      'is no date or time; allowed for UNTIL: 20271231, 20271231T200000 in local time, 20271231T190000Z in UTC',
    );
  }
  if (utc !== undefined) return { toMs: wallMs + 1000 };
  return { toWallMs: wallMs + (hour === undefined ? DAY_MS : 1000) };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplyReader } from './reply-reader.ts';
import { hostileText } from './testing/hostile-text.ts';

const TRICKY_REPLIES = [
  '{"ok":true}',
  '',
  'THE END',
  'END',
  'a line\nEND\nanother',
  'a\r\nEND of it',
  '\nEND',
  'END\r\n',
  'ends with a line end\n',
  '\r\n',
  'Émission de nuit 📻 “nachtmuziek” — 音楽',
  'ERROR: unknown command, type "help" to get a list of commands.',
];

function onTheWire(replies: readonly string[]): Buffer {
  return Buffer.from(replies.map((reply) => `${reply}\r\nEND\r\n`).join(''));
}

function readInPieces(bytes: Uint8Array, cuts: readonly number[]): { replies: string[]; rest: string } {
  const reader = new ReplyReader();
  const replies: string[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    replies.push(...reader.push(bytes.subarray(from, to)));
    from = to;
  }
  return { replies, rest: reader.rest };
}

test('CO-1: gives each reply whole, wherever the bytes are cut in two', () => {
  const bytes = onTheWire(TRICKY_REPLIES);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(readInPieces(bytes, [cut]), `cut at ${cut}`).toEqual({ replies: TRICKY_REPLIES, rest: '' });
  }
});

test('CO-1: gives each reply whole when every byte comes alone', () => {
  const bytes = onTheWire(TRICKY_REPLIES);
  expect(readInPieces(bytes, [...bytes.keys()])).toEqual({ replies: TRICKY_REPLIES, rest: '' });
});

test('CO-1: the same replies come out whatever the replies and the pieces', () => {
  const reply = fc.oneof(
    fc.constantFrom(...TRICKY_REPLIES),
    hostileText.map((text) => text.toWellFormed()).filter(isOneReply),
  );
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat(200), { maxLength: 10 }), (replies, places) => {
      const bytes = onTheWire(replies);
      const cuts = places.filter((place) => place <= bytes.length).sort((a, b) => a - b);
      expect(readInPieces(bytes, cuts)).toEqual({ replies, rest: '' });
    }),
  );
});

/** A text that holds a mark, alone or with the bytes after it, cannot be told from two replies. */
function isOneReply(text: string): boolean {
  return `${text}\r\nEND\r\n`.indexOf('\r\nEND\r\n') === text.length;
}

test('CO-1: a mark at the very beginning is an empty reply', () => {
  expect(new ReplyReader().push(Buffer.from('\r\nEND\r\n'))).toEqual(['']);
});

test('a goodbye is not a reply: it is left when the connection closes', () => {
  const reader = new ReplyReader();
  expect(reader.push(Buffer.from('last\r\nEND\r\nConnection timed out.. Bye!\r\n'))).toEqual(['last']);
  expect(reader.rest).toBe('Connection timed out.. Bye!\r\n');
});

test('bytes that are no UTF-8 come out as replacement characters, and do not spoil the next reply', () => {
  const reader = new ReplyReader();
  const bytes = Buffer.concat([Buffer.from([0x7b, 0xff, 0xc3]), onTheWire(['']), onTheWire(['next'])]);
  expect(reader.push(bytes)).toEqual(['{\ufffd\ufffd', 'next']);
});

test('rubbish without an end is noticed once it is longer than any reply', () => {
  const reader = new ReplyReader(10);
  expect(reader.push(Buffer.from('0123456789'))).toEqual([]);
  expect(reader.overflowed).toBe(false);
  reader.push(Buffer.from('!'));
  expect(reader.overflowed).toBe(true);
});

test('a long reply in many pieces is one reply', () => {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const reader = new ReplyReader();
  const early = Array.from({ length: 20 }, () => reader.push(piece)).flat();
  expect(early).toEqual([]);
  const [reply] = reader.push(Buffer.from('\r\nEND\r\n'));
  expect(reply?.length).toBe(20 * piece.length);
});

/**
 * Cuts what Liquidsoap's command server sends into replies: bytes in, texts out, no socket in it.
 *
 * A reply is its text, then `\r\nEND\r\n` (an empty one is `\r\nEND\r\n` alone). Nothing marks its beginning and nothing
 * in it is escaped, so the word END only counts on a line of its own between two CRLF. A goodbye (`Bye!`, `Connection
 * timed out.. Bye!`) has no END: it is what {@link ReplyReader.rest} holds when the connection closes.
 * Source: https://www.liquidsoap.info/doc-2.1.3/server.html, and the replies of 2.1.3, 2.3.2 and 2.4.2.
 */
export class ReplyReader {
  readonly #longestBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** No mark begins before this place: looking again from the front at each piece would be quadratic. */
  #searchFrom = 0;

  /** @param longestBytes of one reply: a peer that never ends one must not fill the memory */
  constructor(longestBytes: number = LONGEST_REPLY_BYTES) {
    this.#longestBytes = longestBytes;
  }

  /** Takes in the next bytes, and gives the replies that are complete with them, in order. */
  push(bytes: Uint8Array): readonly string[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const replies: string[] = [];
    for (;;) {
      const at = this.#bytes.indexOf(END_MARK, this.#searchFrom);
      if (at < 0) break;
      replies.push(this.#bytes.toString('utf8', 0, at));
      this.#bytes = this.#bytes.subarray(at + END_MARK.length);
      this.#searchFrom = 0;
    }
    this.#searchFrom = Math.max(0, this.#bytes.length - END_MARK.length + 1);
    return replies;
  }

  /** Whether the unfinished reply is longer than any can be: the peer does not speak this protocol. */
  get overflowed(): boolean {
    return this.#bytes.length > this.#longestBytes;
  }

  /** What has come of a reply that is not complete. */
  get rest(): string {
    return this.#bytes.toString('utf8');
  }
}

const END_MARK = Buffer.from('\r\nEND\r\n');

/** The state of a station with a hundred sources takes some 20 KB. */
const LONGEST_REPLY_BYTES = 4 * 1024 * 1024;

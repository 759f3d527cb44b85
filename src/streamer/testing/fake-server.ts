import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A command as the server received it, and the hand that holds the other end. */
export interface ReceivedLine {
  readonly line: string;
  readonly peer: Socket;
}

/** A command server on a real Unix socket that does only what the test tells it to, when it tells it. */
export class FakeServer {
  readonly #path: string;
  #server: Server | null = null;
  readonly peers = new Set<Socket>();
  #received: ReceivedLine[] = [];
  #wanted: ((received: ReceivedLine) => void)[] = [];
  connections = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async listen(): Promise<void> {
    const server = createServer((peer) => this.#accept(peer));
    this.#server = server;
    server.listen(this.#path);
    await once(server, 'listening');
  }

  /** The next command, as soon as it comes. */
  nextLine(): Promise<ReceivedLine> {
    const received = this.#received.shift();
    if (received !== undefined) return Promise.resolve(received);
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  /** Commands that came and were not looked at. */
  get unread(): readonly string[] {
    return this.#received.map(({ line }) => line);
  }

  /** Dies: nobody listens any more, and every connection is cut. */
  async vanish(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const peer of this.peers) peer.destroy();
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }

  #accept(peer: Socket): void {
    this.connections += 1;
    this.peers.add(peer);
    let text = '';
    peer.setEncoding('utf8');
    peer.on('error', () => peer.destroy());
    peer.on('close', () => this.peers.delete(peer));
    peer.on('data', (piece: string) => {
      const lines = `${text}${piece}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#take({ line, peer });
    });
  }

  #take(received: ReceivedLine): void {
    const want = this.#wanted.shift();
    if (want === undefined) this.#received.push(received);
    else want(received);
  }
}

/** A reply as Liquidsoap sends it. */
export function reply(text: string): string {
  return `${text}\r\nEND\r\n`;
}

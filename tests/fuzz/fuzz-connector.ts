import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { SeededRandom } from '../../src/simulator/seeded-random.ts';
import { readCommandReply, readReply } from '../../src/streamer/commands.ts';
import { Connection } from '../../src/streamer/connection.ts';
import { readEngineState } from '../../src/streamer/engine-state.ts';
import { ManualClock } from '../../src/streamer/testing/manual-clock.ts';
import { assert } from '../../src/values/errors.ts';
import { cutUp, hostileBytes } from './hostile-bytes.ts';

const TIMEOUT_MS = 2000;
const MOST_COMMANDS = 3;
const MARK = '\r\nEND\r\n';
const MANNERS = { answers: 6, hostile: 6, twice: 1, more: 2, late: 1, cut: 2, silent: 1, hangs_up: 1 } as const;

/** What came of one stream. */
export interface ConnectorStream {
  readonly commands: number;
  readonly answered: number;
  readonly bytes: number;
}

/** A command server on a real socket that sends each connection bytes of a stream of its own, and never sends by itself. */
export class HostileServer {
  readonly path: string;
  readonly #server = createServer((peer) => this.#accept(peer));
  readonly #peers = new Set<Socket>();
  #onLine: (line: string, peer: Socket) => void = () => {};

  constructor(path: string) {
    this.path = path;
  }

  async listen(): Promise<void> {
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** From now on, what each command is answered with. */
  answer(onLine: (line: string, peer: Socket) => void): void {
    this.#onLine = onLine;
  }

  #accept(peer: Socket): void {
    this.#peers.add(peer);
    let text = '';
    peer.setEncoding('latin1');
    peer.on('error', () => peer.destroy());
    peer.on('close', () => this.#peers.delete(peer));
    peer.on('data', (part: string) => {
      const lines = `${text}${part}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line, peer);
    });
  }
}

/**
 * Has a connection give some commands to the server and sends it the stream's bytes. All that the server sends for a command
 * names it; an answer that names another one, or none that was sent to this command, is an error, and so is a command that is
 * never settled, or an exception.
 */
export async function fuzzConnector(server: HostileServer, seed: string, stream: number): Promise<ConnectorStream> {
  const random = new SeededRandom(seed, `connector ${stream}`);
  const clock = new ManualClock();
  const connection = new Connection({ socketPath: server.path, clock, random: { next: () => 0 } });
  const sent = new Map<string, string>();
  let bytes = 0;
  server.answer((line, peer) => {
    const manner = random.weighted(MANNERS);
    const own = Buffer.concat([
      Buffer.from(`<${line}>`),
      manner === 'hostile' ? hostileBytes(random) : Buffer.from(' done'),
    ]);
    sent.set(line, own.toString('utf8'));
    const reply = Buffer.concat([own, Buffer.from(MARK)]);
    bytes += reply.length;
    void send(manner, reply, peer, random, clock);
  });
  let answered = 0;
  const commands = random.between(1, MOST_COMMANDS);
  try {
    const lines = Array.from({ length: commands }, (_, index) => `${stream}.${index}`);
    const sideBySide = random.chance(0.3);
    const asked = lines.map((line) => () => connection.request(line, TIMEOUT_MS));
    const results = sideBySide ? asked.map((ask) => ask()) : [];
    for (const [index, line] of lines.entries()) {
      const result = await settled(results[index] ?? asked[index]?.() ?? Promise.reject(), clock);
      if (!result.ok) {
        clock.advance(1000);
        continue;
      }
      answered += 1;
      const isOwn = result.value.startsWith(`<${line}>`) && (sent.get(line) ?? '').startsWith(result.value);
      assert(isOwn, `seed ${seed}, stream ${stream}: ${line} was answered with ${JSON.stringify(result.value)}`);
      readAll(result.value.slice(line.length + 2));
    }
  } finally {
    await connection.close();
  }
  assert(clock.sleeping === 0, `seed ${seed}, stream ${stream}: a timer is left`);
  return { commands, answered, bytes };
}

/** Nothing is ever a reason for an exception. */
function readAll(text: string): void {
  const reply = readReply(text);
  if (reply.ok) readEngineState(reply.value);
  readCommandReply({ kind: 'push', source: 'dealer', soundId: null, path: '/a' }, text);
}

/** The virtual time-out comes when the real socket has nothing more to say. */
async function settled<Value>(result: Promise<Value>, clock: ManualClock): Promise<Value> {
  let isSettled = false;
  const done = result.finally(() => {
    isSettled = true;
  });
  for (let turns = 0; !isSettled; turns += 1) {
    await turn();
    if (turns > 0 && turns % 30 === 0) clock.advance(TIMEOUT_MS);
  }
  return done;
}

/** Nothing that belongs to an answer comes after it was whole: the protocol could not tell it from the next one. */
async function send(
  manner: keyof typeof MANNERS,
  reply: Buffer,
  peer: Socket,
  random: SeededRandom,
  clock: ManualClock,
): Promise<void> {
  if (manner === 'silent') return;
  if (manner === 'hangs_up') return void peer.destroy();
  if (manner === 'cut') return void peer.end(reply.subarray(0, random.between(0, reply.length - 1)));
  if (manner === 'twice') return void peer.write(Buffer.concat([reply, reply]));
  if (manner === 'more') return void peer.write(Buffer.concat([reply, Buffer.from('x'), hostileBytes(random)]));
  if (manner === 'late') {
    clock.advance(TIMEOUT_MS);
    await turn();
    return void peer.write(reply);
  }
  const end = reply.indexOf(MARK) + 1;
  const last = reply.subarray(end);
  for (const piece of cutUp(reply.subarray(0, end), random)) {
    peer.write(piece);
    if (random.chance(0.3)) await turn();
  }
  peer.write(last);
}

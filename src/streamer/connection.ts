import { connect, type Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { EngineFailure } from '../ports/engine.ts';
import type { Random } from '../ports/random.ts';
import { failed, ok, type Result } from '../values/result.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import { type ConnectionState, moveConnection } from './connection-state.ts';
import { ReplyReader } from './reply-reader.ts';
import { socketAddress } from './socket-address.ts';

export interface ConnectionOptions {
  readonly socketPath: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly backOff?: BackOff;
}

/** A command line that Liquidsoap reads in well under a frame: its time grows with the square of the length. */
export const LONGEST_LINE_BYTES = 8 * 1024;
/** More than this waiting means that the engine does not answer: to queue more would only hide it. */
export const LONGEST_QUEUE = 32;
const CONNECT_TIMEOUT_MS = 1000;
/** Callers come at least once a second: the cap is below that, so that each of them finds a try allowed. */
const BACK_OFF: BackOff = { firstMs: 50, longestMs: 900 };

type Reply = Result<string, EngineFailure>;

/** One connected, or connecting, socket and what belongs to it alone. */
interface Link {
  readonly epoch: number;
  readonly socket: Socket;
  readonly reader: ReplyReader;
  readonly connectTimer: AbortController;
}

interface PendingCommand {
  readonly line: string;
  readonly settle: (reply: Reply) => void;
}

/**
 * One connection to an engine's command server. At most one command is in flight, the rest wait in line.
 *
 * Liquidsoap's protocol does not say which command a reply belongs to, so the connection itself is the identity: after a
 * time-out, a hang-up, or bytes that nobody asked for it is thrown away, and each new one is another epoch, whose bytes
 * alone are listened to. A late answer thus has nobody left to reach. It connects when something is asked, keeps no timer
 * and makes no try while nothing is, and every request is settled within its own time-out.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = 'idle';
  #epoch = 0;
  #link: Link | null = null;
  #socketGone: Promise<void> = Promise.resolve();
  #inFlight: PendingCommand | null = null;
  #queue: PendingCommand[] = [];
  #failures = 0;
  #retryAtMs = 0;
  #lastTrouble = '';

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Counts the connections made; bytes and ends of an earlier one mean nothing. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * Sends a command line and gives the text of its reply. Settles within `timeoutMs`, and never rejects. `not_connected`
   * and `refused` say that the line was not sent; the others that it may have been carried out.
   */
  request(line: string, timeoutMs: number): Promise<Reply> {
    const trouble = this.#troubleBefore(line);
    if (trouble !== null) return Promise.resolve(failed(trouble));
    return new Promise((resolve) => {
      const timer = new AbortController();
      let settled = false;
      const command: PendingCommand = {
        line,
        settle: (reply) => {
          settled = true;
          timer.abort();
          resolve(reply);
        },
      };
      this.#queue.push(command);
      void this.#options.clock.sleep(timeoutMs, timer.signal).then(() => {
        if (!settled) this.#timeOut(command, timeoutMs);
      });
      if (this.#state === 'idle' || this.#state === 'waiting') this.#connect();
      else this.#sendNext();
    });
  }

  /** Drops what waits, and ends when the socket is gone. No request is sent afterwards. */
  async close(): Promise<void> {
    if (this.#state !== 'closing' && this.#state !== 'closed') {
      this.#move('closing');
      this.#drop('hung_up', 'the connection was closed by Airkeeper');
    }
    await this.#socketGone;
    if (this.#state === 'closing') this.#move('closed');
  }

  #troubleBefore(line: string): EngineFailure | null {
    const bytes = Buffer.byteLength(line);
    if (bytes > LONGEST_LINE_BYTES) {
      const message = `the command has ${bytes} bytes; at most ${LONGEST_LINE_BYTES} are allowed`;
      return { code: 'refused', message };
    }
    if (/[\r\n]/.test(line)) return { code: 'refused', message: 'a command is one line, without a line end in it' };
    if (this.#state === 'closing' || this.#state === 'closed') {
      return { code: 'not_connected', message: 'the connection is closed' };
    }
    if (this.#state === 'waiting' && this.#options.clock.monotonicMs() < this.#retryAtMs) {
      return { code: 'not_connected', message: this.#lastTrouble };
    }
    if (this.#queue.length >= LONGEST_QUEUE) {
      return { code: 'not_connected', message: `${LONGEST_QUEUE} commands wait for the engine already` };
    }
    return null;
  }

  #connect(): void {
    this.#move('connecting');
    this.#epoch += 1;
    const { socketPath, clock } = this.#options;
    const address = socketAddress(socketPath);
    const socket = connect({ path: address.path });
    for (const done of ['connect', 'close']) socket.once(done, () => address.close());
    const connectTimer = new AbortController();
    const link: Link = { epoch: this.#epoch, socket, reader: new ReplyReader(), connectTimer };
    this.#link = link;
    this.#socketGone = new Promise((resolve) => socket.once('close', () => resolve()));
    const ofThisEpoch = (act: () => void) => {
      if (this.#link?.epoch === link.epoch) act();
    };
    socket.on('connect', () => ofThisEpoch(() => this.#connected(link)));
    socket.on('data', (bytes: Buffer) => ofThisEpoch(() => this.#receive(link, bytes)));
    socket.on('error', (error) => ofThisEpoch(() => this.#lose(`${socketPath}: ${error.message}`)));
    for (const end of ['end', 'close']) socket.on(end, () => ofThisEpoch(() => this.#lose(goodbye(link))));
    void clock.sleep(CONNECT_TIMEOUT_MS, connectTimer.signal).then(() => {
      if (connectTimer.signal.aborted) return;
      ofThisEpoch(() => this.#lose(`no connection to ${socketPath} within ${CONNECT_TIMEOUT_MS} ms`));
    });
  }

  #connected(link: Link): void {
    link.connectTimer.abort();
    this.#move('ready');
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#state !== 'ready' || this.#inFlight !== null) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#inFlight = next;
    this.#link?.socket.write(`${next.line}\n`);
  }

  #receive(link: Link, bytes: Uint8Array): void {
    const replies = link.reader.push(bytes);
    const [reply] = replies;
    if (this.#inFlight === null) this.#lose('the engine sent what nobody had asked for');
    else if (replies.length > 1) this.#lose('the engine answered one command more than once', 'bad_reply');
    else if (link.reader.overflowed) this.#lose('the reply of the engine has no end', 'bad_reply');
    else if (reply !== undefined) this.#answer(link, this.#inFlight, reply);
  }

  #answer(link: Link, command: PendingCommand, reply: string): void {
    this.#inFlight = null;
    this.#failures = 0;
    command.settle(ok(reply));
    // What follows a reply at once belongs to no command: the next one must not be sent into it.
    if (link.reader.rest === '') this.#sendNext();
    else this.#lose(goodbye(link));
  }

  #timeOut(command: PendingCommand, timeoutMs: number): void {
    const message = `no answer from the engine within ${timeoutMs} ms`;
    if (command === this.#inFlight) {
      this.#lose(message, 'timed_out');
    } else {
      this.#queue = this.#queue.filter((waiting) => waiting !== command);
      command.settle(failed({ code: 'timed_out', message: `${message}; the command was not sent` }));
    }
  }

  #lose(trouble: string, code: EngineFailure['code'] = 'hung_up'): void {
    this.#failures += 1;
    const { clock, random, backOff = BACK_OFF } = this.#options;
    this.#retryAtMs = clock.monotonicMs() + backOffMs(backOff, this.#failures, random);
    this.#lastTrouble = trouble;
    this.#move('waiting');
    this.#drop(code, trouble);
  }

  /** The command in flight fails with the code; those in line were not sent, which is worth telling apart. */
  #drop(code: EngineFailure['code'], message: string): void {
    this.#link?.connectTimer.abort();
    this.#link?.socket.destroy();
    this.#link = null;
    const inFlight = this.#inFlight;
    const queue = this.#queue;
    this.#inFlight = null;
    this.#queue = [];
    inFlight?.settle(failed({ code, message }));
    for (const command of queue) command.settle(failed({ code: 'not_connected', message }));
  }

  #move(to: ConnectionState): void {
    this.#state = moveConnection(this.#state, to);
  }
}

function goodbye({ reader }: Link): string {
  const lastWords = reader.rest.trim().slice(0, 100);
  return lastWords === '' ? 'the engine hung up' : `the engine hung up, its last words: ${lastWords}`;
}

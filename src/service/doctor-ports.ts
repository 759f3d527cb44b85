import { connect } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import { type Output, outputsOf } from '../streamer/script/port-settings.ts';
import { RefusedError } from '../values/errors.ts';
import type { Port } from '../values/model.ts';
import { type Check, fine, wrong } from './doctor-check.ts';
import { type PortOwner, portOwner } from './port-owner.ts';
import { tcpPortState } from './tcp-port.ts';

const ANSWER_WITHIN_MS = 3000;
/** So many TCP ports after the busy one are tried for one that is free. */
const PORTS_TRIED = 50;

type Harbor = Extract<Output, { readonly kind: 'harbor' }>;
type Icecast = Extract<Output, { readonly kind: 'icecast' }>;

/** A station's ports, and its engine's process where it runs. */
export interface PortsOfStation {
  readonly slug: string;
  readonly ports: readonly Port[];
  readonly enginePid: number | null;
  /** Whether the engine answers. */
  readonly running: boolean;
}

/** Whether what listens and what is sent to is there: of a running engine that it answers, else that it could. */
export async function examinePorts(station: PortsOfStation, clock: Clock): Promise<readonly Check[]> {
  const { slug, ports } = station;
  if (!ports.some(({ direction }) => direction === 'output')) {
    const remedy = `airkeeper port add ${slug} harbor --port 8010 --mount /${slug}.mp3`;
    return [wrong(`${slug} ports`, 'the station has no output: nobody can hear it', remedy)];
  }
  try {
    const checks: Check[] = [];
    for (const output of outputsOf(ports)) {
      if (output.kind === 'harbor') checks.push(await examineHarbor(station, output, clock));
      if (output.kind === 'icecast') checks.push(await examineIcecast(slug, output, clock));
    }
    return checks;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [wrong(`${slug} ports`, error.message, `airkeeper port list ${slug}; airkeeper port set PORT …`)];
  }
}

async function examineHarbor(station: PortsOfStation, output: Harbor, clock: Clock): Promise<Check> {
  const { id, bind, port, mount } = output;
  const name = `${station.slug} port ${id}`;
  const state = await tcpPortState(bind, port);
  const change = `airkeeper port set ${id}`;
  if (state === 'no_such_address') {
    return wrong(name, `this machine has no address ${bind} to listen on`, `${change} --bind 127.0.0.1`);
  }
  if (state === 'not_allowed') {
    return wrong(
      name,
      `this user may not listen on TCP port ${port}`,
      `${change} --port ${await freePort(bind, 8010)}`,
    );
  }
  if (state === 'free') {
    if (!station.running) return fine(name, `TCP port ${port} is free for the engine`);
    const remedy = `airkeeper log list ${station.slug} --type other --limit 20`;
    return wrong(
      name,
      `the engine runs, and does not listen on TCP port ${port}: it may still have its old ports`,
      remedy,
    );
  }
  const owner = await portOwner(port);
  if (!station.running || (owner !== null && station.enginePid !== null && owner.pid !== station.enginePid)) {
    const message = `TCP port ${port} is taken by ${ownerText(owner)}`;
    return wrong(name, message, `end that program, or: ${change} --port ${await freePort(bind, port + 1)}`);
  }
  const host = bind === '0.0.0.0' ? '127.0.0.1' : bind === '::' ? '::1' : bind;
  const answer = await ask(host, port, `GET ${mount} HTTP/1.0\r\nHost: ${host}\r\n\r\n`, clock);
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}${mount}`;
  if (/^(HTTP\/1\.[01]|ICY) 200\b/.test(answer)) return fine(name, `${address} answers`);
  const said = answer === '' ? 'nothing' : answer.slice(0, 100);
  return wrong(name, `${address} does not answer as it should: ${said}`, `airkeeper status ${station.slug}`);
}

async function examineIcecast(slug: string, { id, host, port, mount }: Icecast, clock: Clock): Promise<Check> {
  const name = `${slug} port ${id}`;
  const answer = await ask(host, port, null, clock);
  if (answer === 'connected') return fine(name, `the server ${host}:${port} takes connections`);
  const remedy = `start that server, or name another: airkeeper port set ${id} --host HOST --port NUMBER`;
  return wrong(name, `the server ${host}:${port}, to which ${mount} is sent, cannot be reached: ${answer}`, remedy);
}

function ownerText(owner: PortOwner | null): string {
  return owner === null ? 'a program of another user' : `${owner.program} (process ${owner.pid})`;
}

async function freePort(address: string, from: number): Promise<number> {
  for (let port = from; port < from + PORTS_TRIED && port <= 65_535; port += 1) {
    if ((await tcpPortState(address, port)) === 'free') return port;
  }
  return from;
}

/** The first line of the answer to a question; `connected` where there is none to ask. Else why there is no answer. */
async function ask(host: string, port: number, question: string | null, clock: Clock): Promise<string> {
  const over = new AbortController();
  const socket = connect({ host, port });
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.setEncoding('latin1');
    socket.on('connect', () => {
      if (question === null) resolve('connected');
      else socket.write(question);
    });
    socket.on('data', (part: string) => {
      text += part;
      const end = text.search(/[\r\n]/);
      if (end >= 0 || text.length > 200) resolve(end >= 0 ? text.slice(0, end) : text);
    });
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', () => resolve(text));
    void clock
      .sleep(ANSWER_WITHIN_MS, over.signal)
      .then(() => resolve(`no answer within ${ANSWER_WITHIN_MS / 1000} s`));
  });
  const said = await answer;
  over.abort();
  socket.destroy();
  return said;
}

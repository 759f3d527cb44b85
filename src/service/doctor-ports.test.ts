import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PortId, StationId } from '../values/ids.ts';
import type { Port } from '../values/model.ts';
import { examinePorts } from './doctor-ports.ts';
import { portOwner } from './port-owner.ts';
import { systemClock } from './system-clock.ts';

/** A server on a free port of loopback that gives each connection the answer, once it is asked. */
async function server(answer: string): Promise<number> {
  const listening: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(answer));
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  return (listening.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  listening.close();
  await once(listening, 'close');
  return port;
}

function port(kind: string, settings: Port['settings']): Port {
  return { id: 7 as PortId, stationId: 1 as StationId, direction: 'output', kind, settings };
}

const harbor = (tcpPort: number) => [port('harbor', { port: tcpPort, mount: '/live.mp3', bind: '127.0.0.1' })];
const stopped = { slug: 'vert', enginePid: null, running: false };
const running = { slug: 'vert', enginePid: process.pid, running: true };

describe('CL-18: doctor looks at ports', () => {
  test('who has a busy TCP port is named, and a free one to change to', async () => {
    const busy = await server('');
    expect(await portOwner(busy)).toEqual({ pid: process.pid, program: expect.any(String) });
    const [check] = await examinePorts({ ...stopped, ports: harbor(busy) }, systemClock);
    expect(check).toMatchObject({ name: 'vert port 7', ok: false });
    expect(check?.message).toMatch(new RegExp(`^TCP port ${busy} is taken by .+ \\(process ${process.pid}\\)$`));
    expect(check?.remedy).toMatch(/airkeeper port set 7 --port \d+$/);
    expect(check?.remedy).not.toContain(`--port ${busy}`);
    const other = await examinePorts({ ...running, enginePid: 1, ports: harbor(busy) }, systemClock);
    expect(other[0]?.message).toMatch(/is taken by/);
  });

  test('a free one is well before the engine runs, and not while it does', async () => {
    const free = await freePort();
    expect(await portOwner(free)).toBeNull();
    expect(await examinePorts({ ...stopped, ports: harbor(free) }, systemClock)).toMatchObject([{ ok: true }]);
    expect(await examinePorts({ ...running, ports: harbor(free) }, systemClock)).toMatchObject([
      { ok: false, message: expect.stringContaining('does not listen') },
    ]);
  });

  test('a running engine must answer for its mount', async () => {
    const good = await server('HTTP/1.0 200 OK\r\n\r\n');
    expect(await examinePorts({ ...running, ports: harbor(good) }, systemClock)).toEqual([
      { name: 'vert port 7', ok: true, message: `http://127.0.0.1:${good}/live.mp3 answers`, remedy: null },
    ]);
    const bad = await server('HTTP/1.0 404 Not found\r\n\r\n');
    expect(await examinePorts({ ...running, ports: harbor(bad) }, systemClock)).toMatchObject([
      { ok: false, message: expect.stringContaining('404 Not found'), remedy: 'airkeeper status vert' },
    ]);
  });

  test('an address that this machine does not have, a server that is not there, no output', async () => {
    const elsewhere = [port('harbor', { port: 8010, mount: '/a', bind: '192.0.2.1' })];
    expect(await examinePorts({ ...stopped, ports: elsewhere }, systemClock)).toMatchObject([
      { ok: false, remedy: 'airkeeper port set 7 --bind 127.0.0.1' },
    ]);
    const icecast = (tcpPort: number) => [
      port('icecast', { host: '127.0.0.1', port: tcpPort, mount: '/a', password: 'x' }),
    ];
    expect(await examinePorts({ ...stopped, ports: icecast(await server('')) }, systemClock)).toMatchObject([
      { ok: true },
    ]);
    expect(await examinePorts({ ...stopped, ports: icecast(await freePort()) }, systemClock)).toMatchObject([
      { ok: false, message: expect.stringContaining('ECONNREFUSED'), remedy: expect.stringContaining('port set 7') },
    ]);
    expect(await examinePorts({ ...stopped, ports: [] }, systemClock)).toMatchObject([
      { ok: false, remedy: expect.stringMatching(/^airkeeper port add vert harbor/) },
    ]);
  });
});

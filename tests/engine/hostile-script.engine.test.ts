import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { checkScript } from '../../src/streamer/liquidsoap-program.ts';
import { freePort } from './free-port.ts';
import { RunningStation, stream } from './running-station.ts';

const stations: RunningStation[] = [];
afterAll(async () => {
  for (const station of stations) await station.close();
});

/** Code that would leave a file in the station's folder, in each way a text could be taken for code. */
const PAYLOADS = [
  '#{process.run("touch evaluated")}',
  '"^process.run("touch evaluated")^"',
  '\\#{process.run("touch evaluated")}',
  '##{process.run("touch evaluated")}',
  '\nprocess.run("touch evaluated")\n',
  '\r\nprocess.run("touch evaluated")#',
  '"))\nignore(process.run("touch evaluated"))\noutput.dummy(("',
];
const PIECES = [
  ...PAYLOADS,
  ...['"', '\\', '\\\\"', '#', '#{', '}', '{', "'", '\0', '\u0007', '\u007f', '\u0085', '\u2028', '\ufeff', '\ud800'],
  ...[
    '%Y',
    '%',
    '$(title)',
    '*/',
    '/*',
    '%ifdef x',
    '\n%include "/etc/passwd"\n',
    '%%',
    '(*',
    '<%',
    '😀🏴',
    'é'.repeat(40),
  ],
];

function portsWith(text: string, tcpPort = 8010) {
  const described = { name: text, description: text, genre: text, url: text };
  return [
    { kind: 'harbor', settings: { port: tcpPort, mount: '/vert.mp3', ...described } },
    { kind: 'harbor', settings: { port: tcpPort, mount: '/vert.opus', format: 'opus', ...described } },
    {
      kind: 'icecast',
      settings: { host: '127.0.0.1', port: 1, mount: '/vert', user: text, password: text, ...described },
    },
  ];
}

const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((all) => all.join('').slice(0, 200));

test('EN-1: Liquidsoap accepts the script of any names', { timeout: 200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (name, text) => {
      const station = await RunningStation.make({ name, ports: portsWith(text) });
      try {
        await checkScript(station.folder.script);
      } finally {
        await station.close();
      }
    }),
    { numRuns: 6, examples: [[PIECES.join('').slice(0, 800), PAYLOADS.join('').slice(0, 200)]] },
  );
});

test('EN-1: a station with hostile names plays, and evaluates nothing', async () => {
  const text = `${PAYLOADS.slice(0, 4).join('')} %Y $(title) 😀`.slice(0, 200);
  const tcpPort = await freePort();
  const station = await RunningStation.make({ name: PIECES.join(''), ports: portsWith(text, tcpPort) });
  stations.push(station);
  await station.putStreams([stream('night', [[1, await station.sine('a.wav', 20)]])]);
  await station.start();
  await station.on(1);
  const response = await fetch(`http://127.0.0.1:${tcpPort}/vert.mp3`);
  expect(response.status).toBe(200);
  // one header each: none ended early, none began another
  for (const field of ['name', 'description', 'genre', 'url'])
    expect(Buffer.from(response.headers.get(`icy-${field}`) ?? '', 'latin1').toString('utf8')).toBe(text.trim());
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  await reader?.cancel();
  await station.line('output', (line) => line.port === 3 && line.state === 'down');
  await expect(access(join(station.folder.root, 'evaluated'))).rejects.toMatchObject({ code: 'ENOENT' });
});

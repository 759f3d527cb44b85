import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PortId, Slug, StationId } from '../../values/ids.ts';
import type { Port, Station } from '../../values/model.ts';
import { renderScript } from './render-script.ts';

const STATION: Station = {
  id: 1 as StationId,
  slug: 'vert' as Slug,
  name: 'Radio Vert',
  timeZone: 'Europe/Brussels',
  cancelTimeoutSeconds: 1200,
  syncTimeoutSeconds: 300,
  silenceLimitSeconds: 10,
  silenceThresholdDb: -40,
  language: 'en',
  daysAhead: 60,
  enabled: true,
};
const SOCKET = '/run/airkeeper/engine.sock';

function port(id: number, kind: string, settings: Port['settings']): Port {
  return { id: id as PortId, stationId: STATION.id, direction: 'output', kind, settings };
}

/** A station that has a name wherever a user can give one. */
function ports(text: string): readonly Port[] {
  const described = { name: text, description: text, genre: text, url: text };
  return [
    port(1, 'harbor', { port: 8010, mount: '/vert.mp3', ...described }),
    port(2, 'icecast', { host: 'localhost', mount: '/vert', user: text, password: text, ...described }),
    port(3, 'file', { path: 'recordings/vert.wav' }),
    port(4, 'hls', { path: 'hls' }),
  ];
}

/** The script without the content of its strings and without its comments: all that Liquidsoap takes for code. */
function code(text: string): readonly string[] {
  return text
    .replace(/"(?:[^"\\]|\\.)*"|#(?!\{).*$/gm, (found) => (found.startsWith('"') ? '""' : ''))
    .replace(/""(?: \^ "")+/g, '""')
    .split('\n')
    .map((line) => line.trimEnd());
}

test('EN-4: the same station, ports and socket give the same script', () => {
  const script = renderScript(STATION, ports('a'), SOCKET);
  expect(renderScript({ ...STATION }, [...ports('a')].reverse(), SOCKET)).toEqual(script);
  expect(script.text).toContain(`script_version = "${script.version}"`);
  expect(script.version).toMatch(/^[0-9a-f]{16}$/);
});

test('EN-4: another text has another version', () => {
  const versions = [
    renderScript(STATION, [], SOCKET),
    renderScript({ ...STATION, name: 'Radio Rouge' }, [], SOCKET),
    renderScript({ ...STATION, silenceLimitSeconds: 60 }, [], SOCKET),
    renderScript({ ...STATION, silenceThresholdDb: -50 }, [], SOCKET),
    renderScript(STATION, [], '/run/other.sock'),
    renderScript(STATION, ports('a'), SOCKET),
    renderScript(STATION, ports('b'), SOCKET),
    renderScript(STATION, ports('a').slice(0, 3), SOCKET),
  ].map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
});

test('EN-4: what is not in the script changes nothing', () => {
  const other = { ...STATION, timeZone: 'UTC', cancelTimeoutSeconds: 1 };
  expect(renderScript(other, [], SOCKET)).toEqual(renderScript(STATION, [], SOCKET));
});

test('EN-1: no name, text, password or path of a user changes the code', () => {
  const plain = code(renderScript(STATION, ports('a'), SOCKET).text);
  const piece = fc.constantFrom(
    '"',
    '\\',
    '#',
    '{',
    '#{',
    '}',
    '\n',
    '\r',
    '\0',
    '%',
    '%ifdef x',
    '*/',
    '$(t)',
    '😀',
    ' ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.array(piece, { maxLength: 20 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, text, text, (name, setting, folder) => {
      const station = { ...STATION, name, slug: name as Slug };
      const script = renderScript(station, ports(setting.slice(0, 200)), `/tmp/${folder}/engine.sock`);
      expect(code(script.text)).toEqual(plain);
    }),
    { numRuns: 300 },
  );
});

test('EN-1: no line end of a name reaches a header of a stream', () => {
  const { text } = renderScript(STATION, ports('Radio\r\nX-Header: 1\u0000'), SOCKET);
  const headers = text.split('\n').filter((line) => /^ *(name|description|genre|url|headers)=/.test(line));
  expect(headers.join()).not.toContain('\\u00');
  expect(text.match(/"Radio X-Header: 1 "/g)).toHaveLength(8);
});

test('EN-5: the picture on top names each output, and one is there without any', () => {
  const { text } = renderScript(STATION, ports('a'), SOCKET);
  const picture = text.split('\n\n')[0] ?? '';
  for (const name of ['harbor (port 1)', 'icecast (port 2)', 'file (port 3)', 'hls (port 4)'])
    expect(picture).toContain(`─> ${name}`);
  expect(renderScript(STATION, [], SOCKET).text).toContain('output.dummy(id="nobody", station)');
});

test('EN-6: harbors listen on loopback, unless told otherwise', () => {
  const listening = (bind: Port['settings']) =>
    /bind_addrs\.set\((.*)\)/.exec(
      renderScript(STATION, [port(1, 'harbor', { port: 1, mount: '/a', ...bind })], SOCKET).text,
    )?.[1];
  expect(listening({})).toBe('["127.0.0.1"]');
  expect(listening({ bind: '0.0.0.0' })).toBe('["0.0.0.0"]');
});

test('EN-2: a port that is not valid makes no script', () => {
  const wrong = [port(1, 'file', { path: '/etc/passwd' })];
  expect(() => renderScript(STATION, wrong, SOCKET)).toThrow(expect.objectContaining({ code: 'bad_port_setting' }));
});

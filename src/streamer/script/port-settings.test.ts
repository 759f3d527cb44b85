import { relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PortId, StationId } from '../../values/ids.ts';
import type { Port } from '../../values/model.ts';
import { stationFolder } from '../station-folder.ts';
import { OUTPUT_KINDS, outputsOf, validatePortSettings } from './port-settings.ts';

const GOOD: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
  harbor: { port: '8010', mount: '/vert.mp3' },
  icecast: { host: 'radio.example', mount: '/vert.ogg', password: 'hackme' },
  file: { path: 'recordings/vert.wav' },
  hls: { path: 'hls' },
};

function port(id: number, kind: string, settings: Port['settings'] = {}): Port {
  const all = { ...GOOD[kind], ...settings };
  return { id: id as PortId, stationId: 1 as StationId, direction: 'output', kind, settings: all };
}

describe('EN-2: the settings of a port', () => {
  test('what is not given has its default', () => {
    const filled = OUTPUT_KINDS.map((kind) => validatePortSettings(kind, 'output', GOOD[kind] ?? {}));
    expect(filled).toEqual([
      { format: 'mp3', bitrate: 128, port: 8010, mount: '/vert.mp3', bind: '127.0.0.1' },
      {
        format: 'mp3',
        bitrate: 128,
        host: 'radio.example',
        port: 8000,
        mount: '/vert.ogg',
        user: 'source',
        password: 'hackme',
        public: false,
      },
      { format: 'wav', bitrate: 128, path: 'recordings/vert.wav' },
      { format: 'aac', bitrate: 128, path: 'hls', segmentSeconds: 4, segments: 5 },
    ]);
  });

  test('what was validated is valid, and stays as it is', () => {
    for (const kind of OUTPUT_KINDS) {
      const once = validatePortSettings(kind, 'output', GOOD[kind] ?? {});
      expect(validatePortSettings(kind, 'output', once)).toEqual(once);
    }
  });

  test.each([
    ['harbor', { port: 0 }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: 65_536 }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: 80.5 }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: true }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: '' }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: '0x1F90' }, /port: a whole number from 1 to 65535/],
    ['harbor', { port: '8000)' }, /port: a whole number from 1 to 65535/],
    ['harbor', { mount: 'vert.mp3' }, /mount: a path such as \/live\.mp3/],
    ['harbor', { mount: '/a b' }, /mount: .*letters, digits/],
    ['harbor', { mount: '/a"^x' }, /mount: .*letters, digits/],
    ['harbor', { mount: '/a\n' }, /mount: .*letters, digits/],
    ['harbor', { mount: `/${'a'.repeat(200)}` }, /mount: .*at most 200/],
    ['harbor', { bind: 'localhost' }, /bind: an IP address such as 127\.0\.0\.1/],
    ['harbor', { format: 'aac' }, /format: .*"mp3".*"opus"/],
    ['harbor', { bitrate: 7 }, /bitrate: a whole number of kbit\/s from 8 to 320/],
    ['harbor', { bitrate: '128k' }, /bitrate: a whole number of kbit\/s from 8 to 320/],
    ['harbor', { bitrate: 100 }, /bitrate: for mp3, one of 32, 40, .*, 320/],
    ['harbor', { format: 'ogg', bitrate: 40 }, /bitrate: for ogg, from 48 to 320/],
    ['harbor', { name: 'a'.repeat(201) }, /name: a text of at most 200/],
    ['harbor', { name: 5 }, /name: a text/],
    ['icecast', { host: 'a b' }, /host: a host name or an IP address/],
    ['icecast', { host: '' }, /host: a host name or an IP address/],
    ['icecast', { public: 'maybe' }, /public: true or false/],
    ['file', { path: '/etc/passwd' }, /path: .*not absolute/],
    ['file', { path: '../other/x.wav' }, /path: .*without/],
    ['file', { path: 'a/../../x.wav' }, /path: .*without/],
    ['file', { path: './x.wav' }, /path: .*without/],
    ['file', { path: 'recordings/' }, /path: .*not ending in/],
    ['file', { path: 'a//b.wav' }, /path: /],
    ['file', { path: '' }, /path: a path such as/],
    ['file', { path: '%Y.wav' }, /path: a path of letters/],
    ['file', { path: '$(title).wav' }, /path: a path of letters/],
    ['file', { path: '#{exit()}.wav' }, /path: a path of letters/],
    ['file', { path: 'a\0b' }, /path: a path of letters/],
    ['file', { path: 'cues.json' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'silence-restart.txt' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'journal/x.wav' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'engine.log.1' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'station.json' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'database.id' }, /path: .*Airkeeper does not use itself/],
    ['hls', { path: 'rounds/x' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: 'before-2026-11-22/x.wav' }, /path: .*Airkeeper does not use itself/],
    ['file', { path: '.cache/x' }, /path: .*Airkeeper does not use itself/],
    ['hls', { segmentSeconds: 0.5 }, /segmentSeconds: a number of seconds from 1 to 20/],
    ['hls', { segmentSeconds: 'x' }, /segmentSeconds: a number of seconds from 1 to 20/],
    ['hls', { segments: 1 }, /segments: a whole number from 2 to 100/],
    ['hls', { format: 'mp3', bitrate: 100 }, /bitrate: for mp3, one of/],
  ])('%s with %j is refused, and told what is allowed', (kind, wrong, message) => {
    const settings = { ...GOOD[kind], ...wrong };
    expect(() => validatePortSettings(kind, 'output', settings)).toThrow(
      expect.objectContaining({ code: 'bad_port_setting', message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ['harbor', { path: 'x' }, /unknown setting path \(its settings are: format, bitrate, port, mount, bind/],
    ['file', { code: 'exit()' }, /unknown setting code/],
    ['hls', { __proto__x: 1 }, /unknown setting/],
  ])('%s with %j: an unknown setting is named', (kind, extra, message) => {
    expect(() => validatePortSettings(kind, 'output', { ...GOOD[kind], ...extra })).toThrow(message);
  });

  test('what is missing is named, each of them', () => {
    expect(() => validatePortSettings('icecast', 'output', {})).toThrow(
      /host is missing; mount is missing; password is missing/,
    );
  });

  test('a kind that does not exist, and an input, are refused', () => {
    for (const kind of ['', 'Harbor', 'toString', '__proto__', 'alsa'])
      expect(() => validatePortSettings(kind, 'output', {})).toThrow(/harbor, icecast, file, hls/);
    expect(() => validatePortSettings('harbor', 'input', {})).toThrow(/inputs are not supported yet/);
  });

  test('any settings are valid or refused, never anything else', () => {
    const key = fc.constantFrom('format', 'bitrate', 'port', 'mount', 'bind', 'path', 'segments', 'name', '__proto__');
    const settings = fc.dictionary(key, fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean()));
    fc.assert(
      fc.property(fc.constantFrom(...OUTPUT_KINDS), settings, (kind, given) => {
        try {
          validatePortSettings(kind, 'output', given);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RefusedError', code: 'bad_port_setting' });
        }
      }),
    );
  });
});

describe('EN-3: the outputs of a station', () => {
  test('are those of its ports, in order of id', () => {
    const outputs = outputsOf([port(9, 'file'), port(2, 'harbor', { bitrate: '64' }), port(5, 'hls')]);
    expect(outputs.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['2 harbor', '5 hls', '9 file']);
    expect(outputs[0]).toMatchObject({ bitrate: 64, port: 8010 });
  });

  test.each([
    [[port(1, 'harbor'), port(2, 'harbor', { format: 'opus' })], /ports 1 and 2 .*both \/vert\.mp3 on TCP port 8010/],
    [[port(1, 'harbor'), port(2, 'harbor', { port: 8011, bind: '0.0.0.0' })], /different addresses, 127\.0\.0\.1 and/],
    [[port(1, 'file', { path: 'a' }), port(2, 'hls', { path: 'a' })], /ports 1 and 2 .*both write a/],
  ])('that cannot work side by side are refused', (ports, message) => {
    expect(() => outputsOf(ports)).toThrow(
      expect.objectContaining({ code: 'port_conflict', message: expect.stringMatching(message) }),
    );
  });

  test('share a TCP port under two addresses', () => {
    expect(outputsOf([port(1, 'harbor'), port(2, 'harbor', { mount: '/vert.ogg', format: 'ogg' })])).toHaveLength(2);
  });
});

test("EN-2: nothing that the station's folder holds can be the path of an output", () => {
  const { root, ...files } = stationFolder('/data', 'vert');
  for (const path of Object.values(files).map((file) => relative(root, file))) {
    const change = () => validatePortSettings('file', 'output', { path });
    expect(change, path).toThrow(/does not use itself/);
  }
});

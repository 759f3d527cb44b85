import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineCommand } from '../ports/engine.ts';
import type { SoundId } from '../values/ids.ts';
import { commandLine, readCommandReply, readReply } from './commands.ts';
import { hostileText } from './testing/hostile-text.ts';

const push: EngineCommand = { kind: 'push', source: 'night', soundId: 12 as SoundId, path: '/a/b "c".ogg' };

test('writes each command as one line', () => {
  expect(commandLine({ kind: 'reload_cues' })).toBe('ak.reload_cues');
  expect(commandLine({ kind: 'reload_streams' })).toBe('ak.reload_streams');
  expect(commandLine({ kind: 'skip', source: 'night' })).toBe('ak.skip night');
  expect(commandLine({ kind: 'seek', source: 'dealer', positionSeconds: 12.3456 })).toBe('ak.seek 12346 dealer');
  expect(commandLine(push)).toBe('ak.push {"source":"night","sound":12,"path":"/a/b \\"c\\".ogg"}');
  expect(commandLine({ ...push, soundId: null })).toContain('"sound":-1');
  expect(commandLine({ kind: 'shutdown' })).toBe('ak.shutdown');
});

test('CO-7: no path can end the line of a push', () => {
  fc.assert(
    fc.property(hostileText, (path) => {
      const line = commandLine({ ...push, path });
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(JSON.parse(line.slice('ak.push '.length))).toMatchObject({ path: path.toWellFormed() });
    }),
  );
});

test('CO-8: a reply is a JSON object that says whether it is ok', () => {
  expect(readReply('{"ok":true,"run":"000001-abcd"}')).toEqual({ ok: true, value: { run: '000001-abcd' } });
  expect(readReply('{"ok":true}\n')).toEqual({ ok: true, value: {} });
});

test('CO-8: a no of the engine comes with its words', () => {
  const no = (message: string) => ({ ok: false, error: { code: 'refused', message } });
  expect(readReply('{"ok":false,"code":"nothing_on","message":"night has nothing on the air"}')).toEqual(
    no('night has nothing on the air'),
  );
  expect(readReply('{"ok":false,"code":"nothing_on"}')).toEqual(no('nothing_on'));
  expect(readReply('{"ok":false}')).toEqual(no('the engine refused'));
});

test.each([
  'ERROR: unknown command, type "help" to get a list of commands.',
  'ERROR: Failure("int_of_string")',
  'Bye!',
  '',
  '{"ok":true',
  '[true]',
  '"ok"',
  'null',
  '{"run":"000001-abcd"}',
  '{"ok":"true"}',
])('CO-8: anything else is a bad reply: %s', (text) => {
  expect(readReply(text)).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
  expect(readCommandReply(push, text)).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
});

test('CO-9: a push counts only with the id and the status of its request', () => {
  expect(readCommandReply(push, '{"ok":true,"rid":"7","status":"ready"}')).toEqual({
    ok: true,
    value: { rid: '7', status: 'ready' },
  });
  for (const text of ['{"ok":true}', '{"ok":true,"rid":"7"}', '{"ok":true,"rid":"","status":"ready"}']) {
    expect(readCommandReply(push, text)).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
  }
  expect(readCommandReply({ kind: 'reload_cues' }, '{"ok":true}')).toEqual({ ok: true, value: {} });
});

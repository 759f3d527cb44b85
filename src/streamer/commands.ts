import type { EngineCommand, EngineFailure } from '../ports/engine.ts';
import { unreachable } from '../values/errors.ts';
import { failed, ok, type Result } from '../values/result.ts';
import { jsonText } from './json-text.ts';

export const STATE_LINE = 'ak.state';
export const SHUTDOWN_LINE = 'ak.shutdown';

/** The line that asks an engine for a command. Without a line end, which no value in it can bring in. */
export function commandLine(command: EngineCommand): string {
  switch (command.kind) {
    case 'reload_cues':
      return 'ak.reload_cues';
    case 'reload_streams':
      return 'ak.reload_streams';
    case 'skip':
      return `ak.skip ${command.source}`;
    case 'seek':
      return `ak.seek ${Math.round(command.positionSeconds * 1000)} ${command.source}`;
    case 'push':
      return `ak.push ${jsonText({ source: command.source, sound: command.soundId ?? -1, path: command.path })}`;
    case 'shutdown':
      return SHUTDOWN_LINE;
    default:
      return unreachable(command);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a reply of the engine: one line of JSON, `{"ok":true,…}` or `{"ok":false,"code","message"}`. Anything else, such as
 * `ERROR: unknown command` from an engine that is not ready yet, is a bad reply. Gives the fields beside `ok`.
 */
export function readReply(text: string): Result<Fields, EngineFailure> {
  const fields = jsonObject(text);
  if (fields === null || typeof fields.ok !== 'boolean') {
    return failed({ code: 'bad_reply', message: `the engine answered: ${text.trim().slice(0, 300)}` });
  }
  const { ok: done, ...rest } = fields;
  if (done) return ok(rest);
  const message = [rest.message, rest.code].find((word) => typeof word === 'string' && word !== '');
  return failed({ code: 'refused', message: typeof message === 'string' ? message : 'the engine refused' });
}

/** Reads the reply to a command. A push counts only with the request's id and status: a bare yes promises nothing. */
export function readCommandReply(command: EngineCommand, text: string): Result<Fields, EngineFailure> {
  const reply = readReply(text);
  if (!reply.ok || command.kind !== 'push') return reply;
  const { rid, status } = reply.value;
  if (typeof rid === 'string' && rid !== '' && typeof status === 'string' && status !== '') return reply;
  return failed({ code: 'bad_reply', message: `the engine did not confirm the push: ${text.trim().slice(0, 300)}` });
}

function jsonObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

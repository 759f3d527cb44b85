import { open } from 'node:fs/promises';
import { isErrno } from './errno.ts';

const TAIL_BYTES = 8192;
const LINES = 3;
const LONGEST_CHARS = 400;
/** What Liquidsoap begins a line of its log with: date, time, `[what:level]`. */
const STAMP = /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2} /;
const COMPLAINT = /error|exception|fatal|fail|cannot|not found|no such|denied|in use|abort/i;

/**
 * The end of an engine's log in one line, to say why it ended: its last complaints, or where there is none, its last lines.
 * @returns empty when it has written nothing
 */
export async function lastWords(logPath: string): Promise<string> {
  const lines = (await tail(logPath))
    .split('\n')
    .map((line) => line.replace(STAMP, '').trim())
    .filter((line) => line !== '');
  const complaints = lines.filter((line) => COMPLAINT.test(line));
  const words = (complaints.length > 0 ? complaints : lines).slice(-LINES).join(' | ');
  return words.length <= LONGEST_CHARS ? words : `… ${words.slice(-LONGEST_CHARS)}`;
}

async function tail(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
      const text = buffer.toString('utf8', 0, bytesRead);
      // the first line of the piece may have lost its beginning
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}

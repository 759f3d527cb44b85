import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processEnded } from './process-end.ts';
import { realClock } from './testing/real-clock.ts';

const never = new AbortController().signal;

test('KE-5: the end of a process that is nobody’s child is noticed within a tenth of a second', async () => {
  // the shell leaves the sleeper to whoever buries the orphans of this machine
  const shell = spawn('sh', ['-c', 'sleep 30 >/dev/null & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = await once(shell.stdout, 'data');
  const pid = Number(String(text).trim());
  let ended = false;
  const ending = processEnded(pid, realClock, never).then(() => {
    ended = true;
  });
  await realClock.sleep(150, never);
  expect(ended).toBe(false);
  process.kill(pid, 'SIGKILL');
  const killedMs = realClock.monotonicMs();
  await ending;
  expect(realClock.monotonicMs() - killedMs).toBeLessThan(1000);
});

test('KE-5: a stopped process has not ended', async () => {
  const child = spawn('sleep', ['30']);
  await once(child, 'spawn');
  child.kill('SIGSTOP');
  const ending = new AbortController();
  let ended = false;
  const watching = processEnded(child.pid ?? -1, realClock, ending.signal).then(() => {
    ended = true;
  });
  await realClock.sleep(150, never);
  expect(ended).toBe(false);
  ending.abort();
  await watching;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

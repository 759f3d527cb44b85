import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const CHILD_MODULE = pathToFileURL(`${import.meta.dirname}/child.mjs`).href;

/** Tells its process id, once it listens, and every signal that reaches it; ends 700 ms after the first, so that a second one can be seen. */
const SIGNAL_TELLER = `
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => { console.log(signal); setTimeout(() => process.exit(7), 700); });
  }
  console.log('pid ' + process.pid);
  setInterval(() => {}, 1000);
`;

let parent: ChildProcess | undefined;
let output = '';

afterEach(() => {
  parent?.kill('SIGKILL');
});

/** A process that does nothing but run the script through runChild, as npm would start it. */
async function runThroughParent(script: string): Promise<ChildProcess> {
  const program = `
    import { runChild } from ${JSON.stringify(CHILD_MODULE)};
    process.exitCode = await runChild(process.execPath, ['-e', ${JSON.stringify(script)}], '/');
  `;
  const started = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parent = started;
  output = '';
  started.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await seen(/pid \d+\n/);
  return started;
}

async function seen(pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const match = pattern.exec(output);
    if (match !== null) return match[0];
    await sleep(25);
  }
  throw new Error(`not seen: ${pattern} in ${output}`);
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}

test('keeps the exit status of the child', async () => {
  const started = await runThroughParent(`console.log('pid ' + process.pid); process.exitCode = 5;`);
  expect(await exitOf(started)).toBe(5);
});

test('tells by the exit status which signal ended the child', async () => {
  const started = await runThroughParent(`console.log('pid ' + process.pid); process.kill(process.pid, 'SIGKILL');`);
  expect(await exitOf(started)).toBe(128 + 9);
});

test('one Ctrl-C, which comes from the terminal and again from npm, reaches the child once; the parent waits for it', async () => {
  const started = await runThroughParent(SIGNAL_TELLER);
  started.kill('SIGINT');
  await sleep(20);
  started.kill('SIGINT');
  expect(await exitOf(started)).toBe(7);
  expect(output.match(/SIGINT/g)).toHaveLength(1);
});

test('a second Ctrl-C on purpose reaches the child too', async () => {
  const started = await runThroughParent(SIGNAL_TELLER);
  started.kill('SIGINT');
  await sleep(550);
  started.kill('SIGINT');
  expect(await exitOf(started)).toBe(7);
  expect(output.match(/SIGINT/g)).toHaveLength(2);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('passes %s on', async (signal) => {
  const started = await runThroughParent(SIGNAL_TELLER);
  started.kill(signal);
  expect(await exitOf(started)).toBe(7);
  expect(output).toContain(signal);
});

test('when the parent is killed, the child is asked to end', async () => {
  const started = await runThroughParent(SIGNAL_TELLER);
  started.kill('SIGKILL');
  await seen(/SIGTERM/);
});

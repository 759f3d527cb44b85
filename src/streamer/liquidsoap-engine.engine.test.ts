import { expect, onTestFinished, test } from 'vitest';
import { createLiquidsoapEngine } from './liquidsoap-engine.ts';
import { startEngine } from './start-engine.ts';
import { stopEngine } from './stop-engine.ts';
import { realClock } from './testing/real-clock.ts';
import { tinyStation } from './testing/tiny-station.ts';

const TAKES = { timeout: 30_000, interval: 100 };

test('a real engine is found when it starts, observed, read, lost when it ends, and found again', async () => {
  const folder = await tinyStation();
  const engine = createLiquidsoapEngine({ folder, clock: realClock });
  onTestFinished(() => engine.close());
  let growths = 0;
  engine.onJournalGrowth(() => {
    growths += 1;
  });
  expect(await engine.observe()).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  let cursor = null;
  for (const life of [1, 2]) {
    const { run } = await startEngine(folder, { timeZone: 'UTC', lastRun: null });
    await expect.poll(async () => (await engine.observe()).ok, TAKES).toBe(true);
    const state = await engine.observe();
    expect(state).toMatchObject({
      ok: true,
      value: { run, pid: null, onAir: null, decks: [{ name: 'a', cue: null }] },
    });
    const batch = await engine.readJournal(cursor);
    expect(batch.lines).toMatchObject([{ run, seq: 1, kind: 'up', script: 'tiny', pid: null }]);
    cursor = batch.cursor;
    expect(growths).toBeGreaterThanOrEqual(life);
    expect(await engine.command({ kind: 'reload_cues' })).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
    expect(await stopEngine(folder, realClock)).toMatchObject({ how: 'asked' });
    expect(await engine.observe()).toMatchObject({ ok: false });
  }
});

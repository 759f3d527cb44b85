import { describe, expect, test } from 'vitest';
import { cueFile, EngineTrial, hardCue, type OpenEngine, stream } from './testing/engine-fixtures.ts';

/** Later than this a hard cue is late; lines are dated by frames of up to 40 ms, and machines are busy. */
const ON_TIME_MS = 250;
const LOADED_AHEAD_MS = 30_000;
/** A file is decoded until its second before it is open; machines are busy. */
const OPENED_WITHIN_MS = 10_000;

/** What every engine does, whatever it is made of: what Airkeeper relies on. `open` gives a new one each time. */
export function engineContract(name: string, open: OpenEngine): void {
  const trial = (title: string, work: (trial: EngineTrial) => Promise<void>) =>
    test(title, async () => {
      const opened = await open();
      try {
        await work(new EngineTrial(opened));
      } finally {
        await opened.close();
      }
    });

  describe(`the engine ${name}`, () => {
    trial('EN-70, JO-4: it is not there, comes up, and says so first', async (it) => {
      expect(await it.engine.observe()).toMatchObject({ ok: false, error: { code: 'not_connected' } });
      expect(await it.command({ kind: 'reload_cues' })).toBe('not_connected');
      expect(await it.engine.readJournal(null)).toEqual({ lines: [], cursor: null });
      await it.put([], []);
      await it.start();
      const up = await it.line('up');
      expect(up).toMatchObject({ seq: 1, previousAliveMs: null });
      const state = await it.state();
      expect(state).toMatchObject({ run: up.run, onAir: null, lostLines: 0 });
      expect(state.decks.map(({ state: deck }) => deck)).toEqual(['empty', 'empty']);
    });

    trial('EN-40, EN-52, EN-53, EN-55: it plays its streams; a person skips and pushes', async (it) => {
      const [one, two] = [await it.opened.sound('one', 60), await it.opened.sound('two', 60)];
      await it.put([], [stream('night', [[11, one]])]);
      await it.start();
      const first = await it.line('on');
      expect(first).toMatchObject({ source: 'night', request: { soundId: 11, uri: one, cue: null, pushed: false } });
      expect((await it.state()).onAir).toMatchObject({ source: 'night', seq: first.seq, request: { soundId: 11 } });
      expect(await it.command({ kind: 'skip', source: 'dealer' })).toBe('refused');
      expect(await it.command({ kind: 'push', source: 'nothing', soundId: null, path: two })).toBe('refused');
      expect(await it.command({ kind: 'push', source: 'night', soundId: null, path: two })).toBeNull();
      expect(await it.command({ kind: 'skip', source: 'night' })).toBeNull();
      const off = await it.line('off', ({ on }) => on === first.seq);
      expect(off).toMatchObject({ why: 'skipped', by: 'operator' });
      const second = await it.line('on', ({ seq }) => seq > off.seq);
      expect(second).toMatchObject({ source: 'night', request: { uri: two, pushed: true } });
    });

    trial(
      'EN-14, EN-20, EN-19: a hard cue takes the air at its instant, and its key never begins again',
      async (it) => {
        const [music, show] = [await it.opened.sound('music', 120), await it.opened.sound('show', 3)];
        const streams = [stream('night', [[11, music]])];
        await it.put([], streams);
        await it.start();
        await it.line('on');
        const startMs = it.opened.nowMs() + 4000;
        const cue = hardCue(7, startMs, [cueFile(51, show, 3)]);
        await it.reload([cue], streams);
        await it.cueLine('7#0', 'accepted');
        await it.cueLine('7#0', 'opened');
        expect((await it.state()).decks).toContainEqual(expect.objectContaining({ state: 'opened', cue: '7#0' }));
        const started = await it.cueLine('7#0', 'started');
        expect(Math.abs(started.atMs - startMs)).toBeLessThan(ON_TIME_MS);
        const on = await it.line('on', ({ source }) => source === 'dealer');
        expect(on).toMatchObject({ request: { soundId: 51, cue: '7#0' } });
        expect(it.of('off')[0]).toMatchObject({ why: 'interrupted', by: '7#0' });
        await it.cueLine('7#0', 'ended');
        expect(await it.line('off', ({ on: seq }) => seq === on.seq)).toMatchObject({ why: 'end' });
        await it.line('on', ({ seq }) => seq > on.seq);
        await it.reload([], streams);
        await it.reload([cue], streams);
        await it.opened.pass(2000);
        await it.read();
        expect(it.of('cue').filter(({ state }) => state === 'started')).toHaveLength(1);
      },
    );

    trial('EN-15: the files of a cue are opened 30 s ahead of its instant, and not before', async (it) => {
      const show = await it.opened.sound('show', 3);
      await it.put([], []);
      await it.start();
      const startMs = it.opened.nowMs() + LOADED_AHEAD_MS + 3000;
      await it.reload([hardCue(7, startMs, [cueFile(51, show, 3)])], []);
      const opened = await it.cueLine('7#0', 'opened');
      expect(opened.atMs).toBeGreaterThanOrEqual(startMs - LOADED_AHEAD_MS);
      expect(opened.atMs).toBeLessThan(startMs - LOADED_AHEAD_MS + OPENED_WITHIN_MS);
      const { decks } = await it.state();
      expect(decks.map(({ state }) => state).sort()).toEqual(['empty', 'opened']);
    });

    trial('EN-24, EN-26: a cue is cut at its end, and stopped when the sheet says so', async (it) => {
      const show = await it.opened.sound('show', 120);
      const startMs = it.opened.nowMs();
      const files = [cueFile(51, show, 120)];
      const [first, second] = [hardCue(7, startMs, files), hardCue(8, startMs, files, { attempt: 1 })];
      await it.put([first], []);
      await it.start();
      const on = await it.line('on', ({ request }) => request.cue === '7#0');
      await it.reload([first], [], ['7#0']);
      expect(await it.line('off', ({ on: seq }) => seq === on.seq)).toMatchObject({ why: 'stopped' });
      await it.cueLine('7#0', 'ended');
      const untilMs = it.opened.nowMs() + 6000;
      await it.reload([{ ...second, untilMs }], []);
      const again = await it.line('on', ({ request }) => request.cue === '8#1');
      const cut = await it.line('off', ({ on: seq }) => seq === again.seq);
      expect(cut.why).toBe('until');
      expect(Math.abs(cut.atMs - untilMs)).toBeLessThan(ON_TIME_MS);
    });

    trial('EN-18, EN-22, EN-65: a missing file is refused and passed over; a soft cue waits its turn', async (it) => {
      const [show, other] = [await it.opened.sound('show', 4), await it.opened.sound('other', 4)];
      const startMs = it.opened.nowMs();
      const files = [cueFile(50, '/nowhere/gone.ogg', 5), cueFile(51, show, 4)];
      const soft = hardCue(8, startMs + 1, [cueFile(52, other, 4)], { mode: 'soft' });
      await it.put([hardCue(7, startMs, files), soft], []);
      await it.start();
      expect(await it.line('refused')).toMatchObject({ source: 'dealer', request: { uri: '/nowhere/gone.ogg' } });
      const first = await it.line('on');
      expect(first.request.cue).toBe('7#0');
      const off = await it.line('off', ({ on }) => on === first.seq);
      const second = await it.line('on', ({ seq }) => seq > first.seq);
      expect(second.request.cue).toBe('8#0');
      expect(Math.abs(second.atMs - off.atMs)).toBeLessThan(ON_TIME_MS);
    });

    trial(
      'EN-19, EN-74, EN-75, JO-11: killed it says nothing; the next run says when it was last alive',
      async (it) => {
        const [music, show] = [await it.opened.sound('music', 120), await it.opened.sound('show', 120)];
        const cue = hardCue(7, it.opened.nowMs(), [cueFile(51, show, 120)]);
        await it.put([cue], [stream('night', [[11, music]])]);
        await it.start();
        const on = await it.line('on', ({ request }) => request.cue === '7#0');
        await it.opened.pass(3000);
        const killedMs = it.opened.nowMs();
        await it.opened.kill();
        expect(await it.engine.observe()).toMatchObject({ ok: false });
        await it.start();
        const up = await it.line('up', ({ run }) => run !== on.run);
        expect(up.run > on.run).toBe(true);
        expect(Math.abs((up.previousAliveMs ?? 0) - killedMs)).toBeLessThan(2500);
        expect(it.of('off').filter((off) => off.run === on.run && off.on === on.seq)).toEqual([]);
        expect(await it.line('on', ({ run }) => run === up.run)).toMatchObject({ source: 'night' });
        expect(await it.command({ kind: 'shutdown' })).toBeNull();
        const down = await it.line('down');
        const off = it.of('off').find(({ run }) => run === up.run);
        expect(off).toMatchObject({ why: 'shutdown' });
        expect(off?.seq).toBeLessThan(down.seq);
        const whole = await it.engine.readJournal(null);
        expect(whole.lines.map(({ run, seq }) => `${run} ${seq}`)).toEqual(
          it.lines.map(({ run, seq }) => `${run} ${seq}`),
        );
        expect(whole.cursor).toEqual({ run: down.run, seq: down.seq });
      },
    );
  });
}

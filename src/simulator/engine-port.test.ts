import { engineContract } from '../ports/engine.contract.ts';
import { Disk } from './disk.ts';
import { Ears } from './ears.ts';
import { EnginePort } from './engine-port.ts';
import { Machine } from './machine.ts';
import { ProcessLife } from './process-life.ts';
import { VirtualTime } from './virtual-time.ts';

const NOON_MS = Date.UTC(2026, 5, 1, 12);

engineContract('of the simulator', async () => {
  const time = new VirtualTime(NOON_MS);
  const disk = new Disk();
  const nothing = () => undefined;
  const onGrowth = new Set<() => void>();
  const machine = new Machine({
    seed: 'contract',
    time,
    disk,
    ears: new Ears(NOON_MS),
    onChange: nothing,
    onGrowth: nothing,
  });
  const life = new ProcessLife({ onDeath: nothing, onEffect: nothing });
  const clock = time.clockOf(life);
  const faults = { take: () => null };
  const engine = new EnginePort({ life, clock, time, machine, disk, faults, onGrowth, onTalk: nothing });
  return {
    engine,
    nowMs: () => time.wallMs,
    pass: async (spanMs) => {
      const untilMs = time.trueMs + spanMs;
      while (time.trueMs < untilMs) {
        const engineMs = machine.engine?.nextDueMs ?? Number.POSITIVE_INFINITY;
        const nextMs = Math.min(engineMs, time.nextMs, untilMs);
        const isTimer = time.nextMs <= nextMs;
        time.advance(nextMs);
        if (!isTimer && engineMs <= nextMs) machine.engine?.act();
      }
    },
    start: async () => {
      machine.start('script');
    },
    kill: async () => machine.kill(),
    sound: async (name, seconds) => {
      disk.addFile(`/sounds/${name}.ogg`, seconds * 1000);
      return `/sounds/${name}.ogg`;
    },
    close: async () => nothing(),
  };
});

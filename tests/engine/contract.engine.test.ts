import { engineContract } from '../../src/ports/engine.contract.ts';
import { RunningStation, wait } from './running-station.ts';

engineContract('Liquidsoap', async () => {
  const station = await RunningStation.make({ bare: true });
  return {
    engine: station.engine,
    nowMs: () => Date.now(),
    pass: wait,
    start: () => station.launch(),
    kill: () => station.kill(),
    sound: (name, seconds) => station.sine(`${name}.wav`, seconds),
    close: () => station.close(),
  };
});

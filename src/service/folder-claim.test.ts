import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { FolderOwner } from '../streamer/folder-owner.ts';
import { PassingError } from '../values/errors.ts';
import type { DatabaseId, Slug, StationId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { FolderClaim } from './folder-claim.ts';

const OWN = '11111111-2222-4333-8444-555555555555' as DatabaseId;
const OTHER = '66666666-7777-4888-8999-aaaaaaaaaaaa' as DatabaseId;
const station = { id: 3 as StationId, slug: 'vert' as Slug } as Station;
const own: FolderOwner = { database: OWN, stationId: station.id };

function claiming(owner: FolderOwner | null) {
  const did: string[] = [];
  const said: string[] = [];
  const world = { owner, stopFails: false };
  const claim = new FolderClaim({
    station,
    database: { id: async () => OWN, reserveIds: async () => {} },
    disk: {
      owner: async () => world.owner,
      own: async (_, given) => {
        did.push('own');
        world.owner = given;
      },
      setAside: async () => {
        did.push('set aside');
        world.owner = null;
        return '/data/stations/vert/before-1';
      },
    },
    host: {
      stop: async (slug) => {
        did.push(`stop ${slug}`);
        if (world.stopFails) throw new PassingError('engine_stuck', 'it cannot be ended');
        return 7;
      },
    },
    logger: pino({ base: null }, { write: (text: string) => said.push(JSON.parse(text).msg) }),
  });
  return { claim, did, said, world };
}

test('RU-20: the folder of this database is used as it is', async () => {
  const { claim, did, said } = claiming(own);
  await claim.run();
  expect([did, said]).toEqual([[], []]);
});

test('RU-20: one that says nothing is taken as it is, and says so from then on', async () => {
  const { claim, did, world } = claiming(null);
  await claim.run();
  expect(did).toEqual(['own']);
  expect(world.owner).toEqual(own);
});

test.each([
  ['database', { database: OTHER, stationId: station.id }, OTHER],
  ['station of this one', { database: OWN, stationId: 2 as StationId }, 'station 2'],
])('RU-20: one of another %s is set aside when its engine is ended, and this is said', async (_, owner, name) => {
  const { claim, did, said, world } = claiming(owner);
  await claim.run();
  expect(did).toEqual(['stop vert', 'set aside', 'own']);
  expect(world.owner).toEqual(own);
  expect(said[0]).toContain(name);
  expect(said[1]).toContain('/data/stations/vert/before-1');
});

test('RU-20: nothing is moved under an engine that cannot be ended', async () => {
  const { claim, did, world } = claiming({ database: OTHER, stationId: station.id });
  world.stopFails = true;
  await expect(claim.run()).rejects.toThrow('it cannot be ended');
  expect(did).toEqual(['stop vert']);
  world.stopFails = false;
  await claim.run();
  expect(did).toEqual(['stop vert', 'stop vert', 'set aside', 'own']);
});

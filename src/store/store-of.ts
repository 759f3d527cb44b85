import type { Store } from '../ports/store.ts';
import { assert } from '../values/errors.ts';
import { alarms } from './alarms.ts';
import { commitBatch } from './commit.ts';
import { database } from './database.ts';
import { diffusions } from './diffusions.ts';
import { log } from './log.ts';
import { readMemory } from './memory.ts';
import { episodes, programs, streams } from './programs.ts';
import type { Session } from './session.ts';
import { readSnapshot } from './snapshot.ts';
import { sounds, tracks } from './sounds.ts';
import { ports, stations } from './stations.ts';
import { timetable } from './timetable/timetable.ts';

/** The store over a session, which is the database or one transaction in it. */
export function storeOf(session: Session, close: () => Promise<void>): Store {
  return {
    database: database(session),
    stations: stations(session),
    ports: ports(session),
    programs: programs(session),
    streams: streams(session),
    episodes: episodes(session),
    sounds: sounds(session),
    tracks: tracks(session),
    diffusions: diffusions(session),
    timetable: timetable(session),
    log: log(session),
    monitor: {
      snapshot: (stationId, from, to) => session.readTogether((db) => readSnapshot(db, stationId, from, to)),
      memory: (stationId, startedSince) => session.readTogether((db) => readMemory(db, stationId, startedSince)),
      commit: (stationId, batch) => session.write((db) => commitBatch(db, session.dialect, stationId, batch)),
    },
    alarms: alarms(session),
    transaction: (work) => session.transaction((inner) => work(storeOf(inner, refuseClose))),
    close,
  };
}

async function refuseClose(): Promise<void> {
  assert(false, 'the store is closed by its owner, not inside a transaction');
}

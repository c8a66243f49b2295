// @module-tag postgres
import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';
import { postgresWorlds } from '../support/store/postgres-harness.ts';
import { auditContract } from './contract/audit.ts';
import { cardContract } from './contract/cards.ts';
import { caseContract } from './contract/cases.ts';
import { controlContract } from './contract/controls.ts';
import { fleetContract } from './contract/fleet.ts';
import { fleetFindingsContract } from './contract/fleet-findings.ts';
import { fleetKeysContract } from './contract/fleet-keys.ts';
import { fleetRightsContract } from './contract/fleet-rights.ts';
import { fleetWalkContract } from './contract/fleet-walk.ts';
import { keyContract } from './contract/keys.ts';
import { limitContract } from './contract/limits.ts';
import { memberContract } from './contract/members.ts';
import { messageContract } from './contract/messages.ts';
import { olderReplicaContract } from './contract/older-replica.ts';
import { raceContract } from './contract/races.ts';
import { recordContract } from './contract/record.ts';
import { releaseContract } from './contract/release.ts';
import { requestContract } from './contract/requests.ts';
import { serverContract } from './contract/server.ts';
import { watchContract } from './contract/watches.ts';
import { workContract } from './contract/work.ts';

/** `FLEET_CHANGES=50000`: the walk follows as many changes here as on the embedded store, which takes a minute. */
const CHANGES = Number(process.env.FLEET_CHANGES ?? 5_000);

describe('PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  const makeWorld = postgresWorlds(() => server);

  serverContract(
    postgresWorlds(() => server, { empty: true }),
    () => server,
  );
  requestContract(makeWorld);
  cardContract(makeWorld);
  caseContract(makeWorld);
  controlContract(makeWorld);
  limitContract(makeWorld);
  keyContract(makeWorld);
  memberContract(makeWorld);
  olderReplicaContract(makeWorld);
  releaseContract(makeWorld);
  watchContract(makeWorld);
  messageContract(makeWorld);
  workContract(makeWorld);
  fleetContract(makeWorld);
  fleetFindingsContract(makeWorld);
  fleetKeysContract(makeWorld);
  fleetRightsContract(makeWorld);
  fleetWalkContract(makeWorld, CHANGES);
  auditContract(makeWorld);
  recordContract(makeWorld);
  raceContract(makeWorld);
});

import { describe } from 'vitest';
import { sqliteWorld } from '../support/store/sqlite.ts';
import { auditContract } from './contract/audit.ts';
import { cardContract } from './contract/cards.ts';
import { caseContract } from './contract/cases.ts';
import { controlContract } from './contract/controls.ts';
import { fleetContract } from './contract/fleet.ts';
import { fleetRightsContract } from './contract/fleet-rights.ts';
import { fleetWalkContract } from './contract/fleet-walk.ts';
import { keyContract } from './contract/keys.ts';
import { raceContract } from './contract/races.ts';
import { recordContract } from './contract/record.ts';
import { requestContract } from './contract/requests.ts';
import { workContract } from './contract/work.ts';

describe('the embedded store', () => {
  requestContract(sqliteWorld);
  cardContract(sqliteWorld);
  caseContract(sqliteWorld);
  controlContract(sqliteWorld);
  keyContract(sqliteWorld);
  workContract(sqliteWorld);
  fleetContract(sqliteWorld);
  fleetRightsContract(sqliteWorld);
  fleetWalkContract(sqliteWorld, 50_000);
  auditContract(sqliteWorld);
  recordContract(sqliteWorld);
  raceContract(sqliteWorld);
});

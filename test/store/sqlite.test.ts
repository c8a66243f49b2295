import { describe } from 'vitest';
import { requestContract } from './contract/requests.ts';
import { sqliteWorld } from './sqlite-world.ts';

describe('the embedded store', () => {
  requestContract(sqliteWorld);
});

import { test } from 'vitest';
import { eraseProperties } from '../../support/helpdesk/floor-properties.ts';

test(
  'whatever happens between, no erase leaves without a living approval by another human whom the policy names',
  () => eraseProperties(25, async () => null),
  240_000,
);

import { test } from 'vitest';
import { twoHundredErases } from '../../support/helpdesk/two-hundred-erases.ts';

test(
  'of two hundred approved erases ten leave in an hour, and 190 are on hold',
  () => twoHundredErases(),
  300_000,
);

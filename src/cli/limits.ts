import { releaseOnHost, resetLimitsOnHost } from '../helpdesk/limits/hold.ts';
import type { Command } from './command.ts';
import { NAME, whoAndWhy } from './freeze.ts';
import { withStore } from './with-store.ts';

export const limitsReset: Command = {
  name: 'limits reset',
  takes: 'REASON --name NAME',
  about: 'Forgets what the safety limits have counted. What is on hold stays so. Recorded and announced.',
  flags: { name: NAME },
  words: { least: 1, most: 200 },
  run: (outside, given) => {
    const by = whoAndWhy(given);
    return withStore(outside, async (store) => {
      await resetLimitsOnHost({ store }, by);
      await outside.write('The safety limits count from zero again.\n');
      return 0;
    });
  },
};

export const limitsRelease: Command = {
  name: 'limits release',
  takes: 'REQUEST REASON --name NAME',
  about:
    'Releases one request on hold without a second person. Device, policy and approvers are still judged. Recorded and announced.',
  flags: { name: NAME },
  words: { least: 2, most: 200 },
  run: (outside, given) => {
    const [id = '', ...reason] = given.words;
    const by = whoAndWhy({ ...given, words: reason });
    return withStore(outside, async (store) => {
      const done = await releaseOnHost({ store }, id.toUpperCase(), by);
      await outside.write(
        done
          ? `Request ${id.toUpperCase()} is released.\n`
          : 'Nothing was released: it is not on hold, or changes are frozen.\n',
      );
      return done ? 0 : 1;
    });
  },
};

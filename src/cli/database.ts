import type { OpenStore } from '../store/index.ts';
import type { Command } from './command.ts';
import { withStore } from './with-store.ts';

export const restored: Command = {
  name: 'restored',
  takes: '[--anyway]',
  about:
    'Accepts a store that was restored or promoted: ends every unfinished request, on the record, so that nothing is sent twice.',
  flags: {
    anyway: { type: 'boolean', about: 'also when the store looks like the one that served last' },
  },
  run: (outside, given) =>
    withStore(
      outside,
      async (store) => {
        if (!given.is('anyway') && !(await store.identityChanged())) {
          await outside.write(
            'This is the store that served last, so there is nothing to accept. If it was restored all the same (a copied disk, for example), add --anyway.\n',
          );
          return 0;
        }
        const count = await accept(store);
        await outside.write(
          `The store is accepted. ${count === 0 ? 'No request was unfinished.' : `${count} unfinished ${count === 1 ? 'request was' : 'requests were'} ended; whoever asked has to ask again.`} Start the helpdesk now.\n`,
        );
        return 0;
      },
      { exclusive: true },
    ),
};

const accept = (store: OpenStore): Promise<number> =>
  store.requests.voidUnfinished({
    action: 'restored',
    actorId: 'system',
    operations: [],
    result: 'void',
    rule: null,
    policyHash: null,
    text: null,
  });

import fc from 'fast-check';
import { ACTION_IDS, VIEW_IDS } from '../../../src/slack/block-kit/ids.ts';
import { type Json, madeOf, vocabulary } from './mutate.ts';

type Fields = { readonly [name: string]: Json };

const PEOPLE = ['U0ANA', 'U0BEN', 'U0VERA', 'U0DANA', 'U0RUI', 'U0EXT', 'UBOTKANDJI', 'U0NOBODY'];
const WORDS = [
  ...[
    'find',
    'update',
    'lost',
    'history',
    'requests',
    'can',
    'help',
    'mine',
    'wipe',
    'library',
    'apps',
    'all',
  ],
  ...[
    'platform:mac',
    'tag:berlin',
    'sort:-x',
    'H4TX90QLM2',
    '@ana',
    '<@U0BEN>',
    '"',
    ':',
    '“',
    'serial：',
    '`',
    'asset',
  ],
];

/** Payloads with the bones that Bolt asks for, and anything at all on them. */
export function anything(samples: readonly Json[]): fc.Arbitrary<Json> {
  const { keys, values } = vocabulary(samples);
  const node = madeOf(keys, values);
  const flesh = fc.dictionary(fc.constantFrom(...keys), node, { maxKeys: 6, noNullPrototype: true });
  const person = fc.oneof(fc.constantFrom(...PEOPLE), fc.string({ maxLength: 12 }));
  const typed = fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 20 })), { maxLength: 6 });
  const text = typed.map((words) => words.join(' '));
  const carried = fc.oneof(text, fc.constantFrom(...values), node);
  const one = (kind: string, bones: fc.Arbitrary<Fields>): fc.Arbitrary<Json> =>
    fc
      .tuple(flesh, person, bones)
      .map(([some, id, given]): Json => ({ ...some, type: kind, user: { id }, ...given }));
  const press = fc.record({
    action_id: fc.constantFrom<string>(...ACTION_IDS, 'gone'),
    type: fc.constantFrom('button', 'static_select', 'plain_text_input', 'external_select'),
    value: carried,
    selected_option: fc.record({ value: carried }),
  });
  const view = fc.record({
    id: fc.constantFrom('V0000001', 'V0000009', 'V1'),
    type: fc.constantFrom('modal', 'home'),
    callback_id: fc.constantFrom<string>(...VIEW_IDS, 'gone'),
    private_metadata: fc.oneof(text, fc.constantFrom(...values).map(String)),
    state: fc.record({ values: node }),
  });
  const callback = fc.constantFrom('find_device', 'look_up_devices', 'renamed');
  return fc.oneof(
    one('block_actions', fc.record({ actions: fc.array(press, { minLength: 1, maxLength: 2 }) })),
    one('block_actions', fc.record({ actions: press.map((pressed) => [pressed]), view })),
    one('view_submission', fc.record({ view })),
    one('view_closed', fc.record({ view })),
    one(
      'block_suggestion',
      fc.record({ action_id: fc.constantFrom('find.pick', 'pick.user', 'pick.tag', 'x'), value: carried }),
    ),
    one('shortcut', fc.record({ callback_id: callback })),
    one('message_action', fc.record({ callback_id: callback, message: fc.record({ text, user: person }) })),
    fc
      .tuple(flesh, person, carried)
      .map(([some, id, said]): Json => ({ ...some, command: '/kandji', user_id: id, text: said })),
    fc
      .tuple(flesh, person, text, fc.constantFrom('message', 'app_mention', 'app_home_opened', 'user_change'))
      .map(
        ([some, id, said, kind]): Json => ({
          type: 'event_callback',
          event_id: '',
          event: {
            ...some,
            type: kind,
            user: id,
            text: said,
            channel: 'D1',
            channel_type: 'im',
            tab: 'home',
          },
        }),
      ),
    one('nothing', fc.constant({})),
  );
}

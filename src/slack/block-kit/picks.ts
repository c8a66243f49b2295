import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { count, kandjiId, oneOf, payloadCodec } from './payload-codec.ts';

/** Menus of a form: their value comes with the form's submission, nothing is pressed. */
export const PICKS = {
  'pick.blueprint': payloadCodec({ id: kandjiId }),
  /** `nobody` clears it. */
  'pick.user': payloadCodec({ id: kandjiId }),
  /** `now`: the position among the tags that the form was filled with; `all`: an id from Kandji's list. */
  'pick.tag': payloadCodec({ from: oneOf(['now', 'all']), id: kandjiId }),
  /** The position among the accounts that the form was filled with. */
  'pick.account': payloadCodec({ index: count }),
  'pick.keys': payloadCodec({ keys: oneOf(['saved', 'not-needed']) }),
  /** Which key, and who sees it. */
  'pick.key': payloadCodec({ operation: oneOf(OPERATION_NAMES) }),
  /** What is waited for: a library item, or `check-in`; and where it is said. */
  'pick.watch': payloadCodec({ item: kandjiId }),
  'pick.place': payloadCodec({ place: oneOf(['dm', 'thread']) }),
  'pick.recipient': payloadCodec({ who: oneOf(['me', 'assigned']) }),
} as const;

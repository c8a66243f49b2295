import { numberField, oneOf, payloadCodec, typedTextField } from './payload-codec.ts';

/** What a page of history can be about. */
export const HISTORY_KEYS = ['deviceId', 'actorId', 'requestId'] as const;

/**
 * What a history is about: ids may be empty, `since` is epoch ms or 0, `before` says where the page before ended; `only` is `keys` or empty.
 */
export const historyPage = payloadCodec(
  {
    deviceId: typedTextField(50),
    actorId: typedTextField(24),
    requestId: typedTextField(24),
    since: numberField,
    before: typedTextField(50),
    only: oneOf(['', 'keys']),
  },
  1,
);

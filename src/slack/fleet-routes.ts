import { DIGEST_ACTIONS } from './fleet/digest.ts';
import { REPORT_ACTIONS } from './fleet/report.ts';
import { MESSAGE_ACTIONS, MESSAGE_VIEWS } from './messages/messages.ts';
import { WATCH_ACTIONS, WATCH_VIEWS } from './watches/watches.ts';

/** The part of the route table that is about the whole fleet, and about waiting and writing. */
export const FLEET_ACTIONS = { ...REPORT_ACTIONS, ...DIGEST_ACTIONS, ...MESSAGE_ACTIONS, ...WATCH_ACTIONS };
export const FLEET_VIEWS = { ...MESSAGE_VIEWS, ...WATCH_VIEWS };

import { DIGEST_ACTIONS } from './fleet/digest.ts';
import { REPORT_ACTIONS } from './fleet/report.ts';
import { WATCH_ACTIONS, WATCH_VIEWS } from './watches/watches.ts';

/** The part of the route table that is about the whole fleet, and about waiting and writing. */
export const FLEET_ACTIONS = { ...REPORT_ACTIONS, ...DIGEST_ACTIONS, ...WATCH_ACTIONS };
export const FLEET_VIEWS = { ...WATCH_VIEWS };

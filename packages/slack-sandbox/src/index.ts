export type { Handle } from './faults.ts';
export { checkMessage, checkOptions, checkView } from './limits/index.ts';
export type { LocalSlack, SlackOptions } from './local-slack.ts';
export type { Person, SeenMessage, SeenView, Where } from './person/types.ts';
export { startSlack } from './start.ts';
export type { Delivery, SlackTraffic } from './traffic.ts';
export { larkfield } from './world/larkfield.ts';
export type { Channel, User, WorldSeed } from './world/types.ts';

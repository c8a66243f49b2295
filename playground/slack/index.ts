export type { FaultReply, Faults, Handle } from './faults.ts';
export { checkMessage, checkOptions, checkView } from './limits/index.ts';
export type { LocalSlack, SlackOptions } from './local-slack.ts';
export type { Manifest, ManifestCommand, ManifestShortcut } from './manifest.ts';
export type {
  CommandResult,
  Done,
  Home,
  Person,
  PressOptions,
  PressResult,
  SeenMessage,
  SeenView,
  SubmitResult,
  Where,
} from './person/types.ts';
export { startSlack } from './start.ts';
export type { ApiCall, Delivery, DeliveryType, Outcome, ResponseUrlPost, SlackTraffic } from './traffic.ts';
export type { Values } from './views/types.ts';
export { larkfield } from './world/larkfield.ts';
export type { Channel, Message, Team, User, UserGroup, WorldSeed } from './world/types.ts';
export type { World } from './world/world.ts';

import type { FaultPlan } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Manifest } from './manifest.ts';
import type { MessageDrafts } from './person/message-drafts.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sender } from './sender/sender.ts';
import type { Sockets } from './sender/sockets.ts';
import type { Delivery, TrafficLog } from './traffic.ts';
import type { Triggers } from './triggers.ts';
import type { ViewStore } from './views/view-store.ts';
import type { World } from './world/world.ts';

/** A file on its way: announced, then uploaded, then completed. */
export interface PendingFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  /** What was uploaded; undefined until then. */
  content?: string;
  isComplete: boolean;
}

/** The parts of one local Slack, as they see each other. */
export interface Core {
  manifest: Manifest;
  world: World;
  views: ViewStore;
  drafts: MessageDrafts;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  faults: FaultPlan;
  log: TrafficLog;
  sender: Sender;
  sockets: Sockets;
  /** Files that the app announced, by id. */
  files: Map<string, PendingFile>;
  /** Where the Web API answers: `http://127.0.0.1:PORT/api/`. */
  apiUrl: string;
  /** Sends an event if the app subscribed to `name` (default: its type). Resolves after the first attempt. */
  emit(event: JsonObject & { type: string }, name?: string): Promise<Delivery | undefined>;
  /** Epoch ms. */
  now(): number;
}

/** Fixed values of every local Slack: they open nothing else. */
export const BOT_TOKEN = 'xoxb-playground-0000-0000-local';
export const APP_TOKEN = 'xapp-playground-local';
export const SIGNING_SECRET = '0decade00facade00decade00facade0';
export const VERIFICATION_TOKEN = 'playground-verification-token';

import type { KnownBlock } from '@slack/types';
import type { JsonObject } from '../json.ts';

export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface User {
  id: string;
  /** The handle, as in `@ana.ruiz`. */
  name: string;
  realName: string;
  email?: string;
  /** Whom `team_id` names: a workspace, or the organisation (`E…`) of an Enterprise Grid. */
  teamId: string;
  /** Slack's short form of a person, as of many from other companies: it names no team at all. */
  hidesTeam?: boolean;
  /** Enterprise Grid: the person's id in the organisation, and the workspaces they are in (Slack docs, user object). */
  enterpriseUser?: { id: string; enterpriseId: string; teams: string[] };
  /** For the playground's picker: who this is, in a few words. */
  about?: string;
  deleted?: boolean;
  isBot?: boolean;
  isAdmin?: boolean;
  isRestricted?: boolean;
  isUltraRestricted?: boolean;
  isStranger?: boolean;
  tz?: string;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  members: string[];
  archived?: boolean;
  /** Shared with another company. */
  extShared?: boolean;
  /** Another company was invited and has not answered yet. */
  extPending?: boolean;
  topic?: string;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  /** Switched off by an admin: listed only with `include_disabled`. */
  disabled?: boolean;
  /** Epoch seconds of the last change. */
  updatedAt: number;
}

export interface Message {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: KnownBlock[];
  attachments: JsonObject[];
  /** What was uploaded with it, as Slack tells files. */
  files?: JsonObject[];
  metadata?: JsonObject;
  threadTs?: string;
  /** Set for the app's own messages. */
  fromApp: boolean;
  edited: boolean;
  /** Only this person sees it; it is gone after a reload in the real Slack. */
  onlyFor?: string;
  /** Posted through a response_url: `chat.update` cannot change it. */
  byResponseUrl: boolean;
}

export interface WorldSeed {
  team: Team;
  otherTeams: Team[];
  users: User[];
  channels: Channel[];
  usergroups: UserGroup[];
  /** What people said before the story begins. */
  messages: { channel: string; user: string; text: string }[];
  /** The app as Slack knows it: its id, its bot's id and the bot's user. */
  app: { appId: string; botId: string; botUserId: string };
}

/** What the world needs from outside: the clock, the app's ears, and who redraws. */
export interface WorldPorts {
  /** Epoch ms. */
  now(): number;
  /** Sends an event to the app if it subscribed. */
  emit(event: JsonObject & { type: string }): void;
  changed(): void;
}

import type { WebClient } from '@slack/web-api';
import type { Policy } from '../../helpdesk/policy.ts';
import type { Settings, StorePlace } from '../clients.ts';
import type { CommandIo } from '../command.ts';

/** What doctor looks at. */
export interface DoctorContext {
  /** `null` when not even that can be read. */
  readonly place: StorePlace | null;
  /** `null` when the configuration has mistakes. */
  readonly settings: Settings | null;
  /** Every mistake of the configuration, a sentence each. */
  readonly mistakes: readonly string[];
  /** Epoch ms by this machine. */
  now(): number;
  /** Takes secrets out of what is to be kept. */
  readonly hide: CommandIo['hide'];
}

/** What the checks of Slack share. */
export interface SlackCheckContext {
  readonly settings: Settings;
  readonly client: WebClient;
  /** `null`: the file cannot be used. */
  readonly policy: Policy | null;
}

import { LogLevel, WebClient } from '@slack/web-api';
import type { Policy } from '../helpdesk/policy.ts';
import type { Log, PolicySource } from '../helpdesk/ports.ts';
import type { BudgetStore } from '../helpdesk/store-port.ts';
import type { TransportRunner } from '../slack/transport/transport.ts';
import { createUsers, type Users } from '../slack/users.ts';

const SLACK_TIMEOUT_MS = 10_000;

/** Slack for a sub-command: one further try, no log of its own. */
export function slackClient({ slack }: Pick<Settings, 'slack'>): WebClient {
  const nothing = () => undefined;
  return new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    timeout: SLACK_TIMEOUT_MS,
    retryConfig: { retries: 1, minTimeout: 300 },
    logger: {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: nothing,
      setLevel: nothing,
      setName: nothing,
      getLevel: () => LogLevel.ERROR,
    },
  });
}

/** A policy that stays as it is. */
export const fixedPolicy = (policy: Policy | null): PolicySource => ({
  current: () => policy,
  fault: () => null,
});

/** A sub-command says what it found, and logs nothing. */
export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** People, and their roles by this policy, as Slack has them now. */
export const usersOf = (client: WebClient, policy: Policy | null, teamId: string): Users =>
  createUsers({ client, policies: fixedPolicy(policy), teamId, log: silent });

/** For the few calls of a sub-command: Kandji's own limits still hold. */
export const fewCalls: BudgetStore = {
  take: async () => ({ granted: true, waitMs: 0, why: null }),
  observe: async () => undefined,
};

/** Where the store and the policy file are. */
export interface StorePlace {
  /** `null`: the embedded store in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly policyFile: string;
  readonly auditKey: string | null;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
  /** The first audit entry that must be signed; from 1. */
  readonly auditSignedFrom: number;
}

/** What doctor and its neighbours need of the configuration. */
export interface Settings extends StorePlace {
  readonly slack: {
    readonly botToken: string;
    readonly apiUrl: string;
    readonly way: TransportRunner;
  };
  readonly kandji: { readonly apiUrl: URL; readonly token: string; readonly webUrl: string };
}

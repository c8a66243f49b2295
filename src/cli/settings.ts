import type { TransportRunner } from '../slack/transport/transport.ts';

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

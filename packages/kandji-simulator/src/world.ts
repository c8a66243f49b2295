import type { KeyStore } from './life/device-keys.ts';
import type { Life } from './life/life.ts';
import type { Records } from './life/records.ts';
import type { Settings } from './options.ts';
import type { Tenant } from './tenant/tenant.ts';

/** Everything an endpoint may look at or change. */
export interface World {
  readonly settings: Settings;
  readonly tenant: Tenant;
  readonly records: Records;
  readonly life: Life;
  readonly keys: KeyStore;
  /** `http://127.0.0.1:PORT` */
  readonly url: () => string;
}

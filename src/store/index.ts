export { keyFault } from './audit/signing.ts';
export { backupDatabase, copyStore } from './backup.ts';
export { StoreError, StoreOutdated } from './database.ts';
export { type OpenStore, openStore, type StoreOptions } from './open-store.ts';
export { checkedDatabaseUrl } from './postgres/database-url.ts';
export { grantServingRole } from './postgres/grant-serving-role.ts';
export type { QueueStats } from './queue-stats.ts';

export { type OpenStore, openStore, type StoreOptions } from './open-store.ts';
export { StoreError, StoreRefused } from './store-error.ts';

export interface LeaseStore {
  /** True when no one else holds it now. Taking one's own again renews it. */
  take(name: string, owner: string, ms: number): Promise<boolean>;
  drop(name: string, owner: string): Promise<void>;
}

/** Kandji's tenant-wide limits, shared by all replicas. */
export interface BudgetStore {
  /**
   * One call; `change` may spend the reserve, `background` only its own share of the hour and half of a second. When not granted:
   * how long until it could be.
   */
  take(
    purpose: 'lookup' | 'change' | 'background',
  ): Promise<{ readonly granted: boolean; readonly waitMs: number; readonly why: 'second' | 'hour' | null }>;
  /** What Kandji's headers say is left of the hour; lowers ours if it is less. */
  observe(remainingThisHour: number): Promise<void>;
}

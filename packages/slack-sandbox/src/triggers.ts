import { randomBytes } from 'node:crypto';

const LIFE_MS = 3000;

export interface Trigger {
  id: string;
  userId: string;
  /** The view that was on top when the person acted in it. */
  viewId?: string;
}

type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

export interface Triggers {
  mint(userId: string, viewId?: string): string;
  /** Spends a trigger: once, and within three seconds of the click. */
  spend(id: string): Trigger | TriggerError;
}

/** Trigger ids, which let an app open a view for the person who just acted. */
export function triggers(now: () => number): Triggers {
  const minted = new Map<string, Trigger & { at: number; spent: boolean }>();
  return {
    mint(userId, viewId) {
      const id = `${minted.size + 1}.${Math.floor(now() / 1000)}.${randomBytes(16).toString('hex')}`;
      minted.set(id, { id, userId, at: now(), spent: false, ...(viewId === undefined ? {} : { viewId }) });
      return id;
    },
    spend(id) {
      const trigger = minted.get(id);
      if (trigger === undefined) return 'invalid_trigger_id';
      if (trigger.spent) return 'exchanged_trigger_id';
      if (now() - trigger.at > LIFE_MS) return 'expired_trigger_id';
      trigger.spent = true;
      return trigger;
    },
  };
}

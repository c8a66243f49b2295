import type { BudgetStore } from '../../../src/helpdesk/store-port.ts';

type Refusal = { readonly why: 'second' | 'hour'; readonly waitMs: number; readonly times: number };

/** A budget that grants, until it is told to refuse lookups, or changes, or to break. */
export function createBudget() {
  const taken: Parameters<BudgetStore['take']>[0][] = [];
  const observed: number[] = [];
  let refusing: { purposes: readonly string[]; refusal: Refusal; left: number } | null = null;
  let broken = false;
  const store: BudgetStore = {
    take: async (purpose) => {
      if (broken) throw new Error('database gone');
      taken.push(purpose);
      if (refusing === null || refusing.left === 0 || !refusing.purposes.includes(purpose)) {
        return { granted: true, waitMs: 0, why: null };
      }
      refusing.left -= 1;
      return { granted: false, waitMs: refusing.refusal.waitMs, why: refusing.refusal.why };
    },
    observe: async (remaining) => {
      observed.push(remaining);
    },
  };
  return {
    ...store,
    taken,
    observed,
    refuse: (purposes: readonly ('lookup' | 'change')[], refusal: Refusal) => {
      refusing = { purposes, refusal, left: refusal.times };
    },
    breakDown: () => {
      broken = true;
    },
  };
}

/** One thing that is wrong with the record. `sentence` is for people. */
export interface Finding {
  readonly kind:
    | 'changed' // an entry no longer is what its hash says
    | 'missing' // numbers without an entry
    | 'reordered' // an entry does not follow from the one before it
    | 'cut' // the end is gone
    | 'unsigned' // an entry without a signature, from AUDIT_SIGNED_FROM on
    | 'signature' // a signature that this AUDIT_KEY did not make
    | 'text' // personal text changed, added, or gone without a prune on the record
    | 'head'; // the head is not the last entry
  readonly seq: number;
  readonly sentence: string;
}

export interface VerifyResult {
  /** True when nothing was found; what could not be checked is in `notes`. */
  readonly ok: boolean;
  readonly entries: number;
  /** The last entry; what to keep elsewhere for `--head`. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** The first hundred. */
  readonly findings: readonly Finding[];
  /** Of all. */
  readonly found: number;
  /** What is unprotected and what was not checked, as sentences. */
  readonly notes: readonly string[];
}

const KEPT = 100;

/** Gathers findings; counts all, keeps the first hundred. */
export function createFindings() {
  const kept: Finding[] = [];
  let found = 0;
  return {
    add: (kind: Finding['kind'], seq: number, sentence: string): void => {
      found += 1;
      if (kept.length < KEPT) kept.push({ kind, seq, sentence });
    },
    kept: (): readonly Finding[] => kept,
    found: (): number => found,
  };
}

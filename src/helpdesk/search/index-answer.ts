import type { Actor } from '../policy.ts';
import type { Query, SearchRemark, SearchResult } from './query.ts';

/** What the index knows of a query. */
export type IndexAnswer =
  | {
      readonly kind: 'found';
      readonly found: SearchResult;
      /** Of several texts these match nothing in it. */
      readonly missing?: readonly string[];
    }
  /** It has no such device. `asOf`: epoch ms; `missing`: of several texts, those that it looked for. */
  | { readonly kind: 'nothing'; readonly asOf: number; readonly missing?: readonly string[] }
  /** It is being built, or too old. `asOf`: of the last whole walk. */
  | { readonly kind: 'not-ready'; readonly asOf: number | null }
  /** There is none, or it does not know what was asked for. */
  | { readonly kind: 'not-asked' };

export type SearchIndex = (actor: Actor, query: Query, options: IndexOptions) => Promise<IndexAnswer>;

export interface IndexOptions {
  /** Words only as one phrase. */
  readonly phraseOnly?: boolean;
  /** Somebody is typing: any hundred will do. */
  readonly typeAhead?: boolean;
  /** The first device of the answer, counted from 0. */
  readonly from?: number;
}

/** What to say of an answer of Kandji's own, where the index could not give one. */
export const indexRemark = (answer: IndexAnswer, foundSome: boolean): SearchRemark | null => {
  if (answer.kind === 'not-ready') return { kind: 'index-not-ready', asOf: answer.asOf };
  return answer.kind === 'nothing' && foundSome ? { kind: 'not-in-index' } : null;
};

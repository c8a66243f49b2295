import type { PanelName } from '../../helpdesk/device-view.ts';
import type { ReportQuery } from '../../helpdesk/fleet/reports.ts';
import type { OperationName, Right } from '../../helpdesk/operation.ts';
import type { Query } from '../../helpdesk/search/query.ts';
import type { Mrkdwn } from '../block-kit/text.ts';

/** What was typed after `/kandji`, in a DM, or after a mention of the bot. */
export type ParsedCommand = Interpretation & {
  /** What was typed, in Slack's own escaping: reading it again gives the same. For buttons, not for people. */
  readonly typed: string;
  /** How it was read, where that may surprise; whole sentences. */
  readonly notes: readonly Mrkdwn[];
};

export type Interpretation =
  /** `verb`: the command that was named, where it was no topic. */
  | { readonly kind: 'help'; readonly topic: HelpTopic | null; readonly verb?: string | undefined }
  /** `readOn`: typed with `find`, so all pages are wanted. `meant`: what was perhaps mistyped, without the command's name. */
  | {
      readonly kind: 'find-anything';
      readonly query: Query;
      readonly readOn: boolean;
      readonly meant: string | null;
    }
  /** At least one key was typed; words may stand beside it. */
  | { readonly kind: 'find-keys'; readonly query: Query }
  | { readonly kind: 'mine'; readonly query: Query }
  | { readonly kind: 'panel'; readonly panel: ListedPanel; readonly query: Query }
  /** `assetTag`: `null` when none was typed. */
  | { readonly kind: 'update'; readonly query: Query; readonly assetTag: string | null }
  /** `query`: `null` without a device, to report one. */
  | { readonly kind: 'lost'; readonly query: Query | null }
  | { readonly kind: 'operation'; readonly operation: OperationName; readonly query: Query }
  /** `reason`: what stood after the word; empty when nothing did. */
  | { readonly kind: 'freeze' | 'unfreeze'; readonly reason: string }
  | { readonly kind: 'on-hold' }
  /** `report`: `null` for the list of them. */
  | { readonly kind: 'report'; readonly report: ReportQuery | null }
  /** `query`: `null` for the list of one's own. */
  | { readonly kind: 'watch'; readonly query: Query | null }
  | { readonly kind: 'requests'; readonly which: 'own' | 'all' | 'open' }
  | ({ readonly kind: 'history'; readonly of: HistoryOf } & HistoryFilters)
  /** `query` is `null` for a right that is not about one device. */
  | { readonly kind: 'can'; readonly operation: OperationName | Right; readonly query: Query | null }
  | { readonly kind: 'not-in-slack-yet'; readonly command: string; readonly query: Query | null }
  | NotUnderstood;

export interface NotUnderstood {
  readonly kind: 'not-understood';
  /** The words that were not understood. Plain text. */
  readonly what: string;
  /** One or two sentences. */
  readonly why: Mrkdwn;
  /** The nearest form that works, and one example; both without the command's name, which differs. */
  readonly nearest: string;
  readonly example: string;
  /** What another command does with the words, for who may use it. */
  readonly elsewhere?: { readonly says: Mrkdwn; readonly topic: HelpTopic };
}

export type ListedPanel = Exclude<PanelName, 'lost'>;

/** What narrows a history, or widens it. */
export interface HistoryFilters {
  /** Only what this person requested, decided or did; `self`: the person who typed it. */
  readonly byWhom?: string;
  /** From then on: so many ms ago, or an instant, epoch ms. */
  readonly since?: { readonly agoMs: number } | { readonly at: number };
  /** Look-ups and views, too: every audit entry. */
  readonly all?: true;
}

export type HistoryOf =
  | { readonly by: 'everything' }
  /** Requests for keys and PINs. */
  | { readonly by: 'keys' }
  | { readonly by: 'person'; readonly userId: string }
  | { readonly by: 'self' }
  /** `requestId`: the one word that was typed could also be a request's id; look there first. */
  | { readonly by: 'device'; readonly query: Query; readonly requestId: string | null };

/** Topics of `/kandji help …`: the first verb of each command. */
export type HelpTopic =
  | 'help'
  | 'find'
  | 'mine'
  | ListedPanel
  | 'update'
  | 'lost'
  | 'actions'
  | 'keys'
  | 'freeze'
  | 'unfreeze'
  | 'onhold'
  | 'requests'
  | 'report'
  | 'watch'
  | 'history'
  | 'can';

export const HELP_TOPICS = [
  'find',
  'mine',
  'library',
  'parameters',
  'apps',
  'activity',
  'commands',
  'notes',
  'details',
  'update',
  'lost',
  'actions',
  'keys',
  'freeze',
  'unfreeze',
  'onhold',
  'requests',
  'report',
  'watch',
  'history',
  'can',
  'help',
] as const satisfies readonly HelpTopic[];

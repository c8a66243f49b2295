import type { Button, KnownBlock } from '@slack/types';
import { type Case, foundIn, takerOf } from '../../helpdesk/cases/case.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { button, divider, header, section } from '../block-kit/blocks.ts';
import { mrkdwn, ownText } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import { deviceName, nameOf } from './case-text.ts';
import { foundButton } from './reported.ts';

/** What Home shows of lost devices to one person. */
export interface HomeCases {
  /** Theirs that are open, newest first. */
  readonly mine: readonly Case[];
  /** Whose lost device they may report; `null`: none. */
  readonly reports: 'mine' | 'any' | null;
}

export async function homeCases({ helpdesk, ports }: AppContext, actor: Actor): Promise<HomeCases> {
  const held = helpdesk.heldBy(actor);
  const isServed = ports.policies.current()?.cases != null;
  const reports = held.includes('take-case') ? 'any' : held.includes('report-own-lost') ? 'mine' : null;
  return { mine: await helpdesk.myCases(actor), reports: isServed ? reports : null };
}

/** *Report a lost device*, for anyone who may. */
export const reportButton = ({ reports }: HomeCases): readonly Button[] =>
  reports === null ? [] : [button('case.report', { whose: reports, deviceId: '' }, 'Report a lost device')];

/** The open cases about this person's devices; nothing where there are none. */
export const casesSection = ({ mine }: HomeCases): KnownBlock[] =>
  mine.length === 0 ? [] : [divider, header('My cases'), ...mine.map(row)];

function row(one: Case): KnownBlock {
  const taker = takerOf(one);
  const kind = ownText(one.report.kind === 'stolen' ? 'Stolen' : 'Lost');
  const who = foundIn(one)
    ? mrkdwn`found, IT is checking`
    : taker
      ? mrkdwn`${nameOf(taker.name)} is on it`
      : mrkdwn`IT has been notified`;
  return section(mrkdwn`${kind}: ${deviceName(one)} · ${who}`, foundIn(one) ? undefined : foundButton(one));
}

import type { Button, KnownBlock } from '@slack/types';
import { type Case, foundIn, takerOf } from '../../helpdesk/cases/case.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { button, context, divider, header, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { bold, dateText, join, lines, mrkdwn, ownText } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import { caseTitle, deviceName, nameOf } from './case-text.ts';
import { foundButton, isUnposted } from './reported.ts';

/** What Home shows of lost devices to one person. */
export interface HomeCases {
  /** Theirs that are open, newest first. */
  readonly mine: readonly Case[];
  /** Those that are open and that they may take; none for who may take no case. */
  readonly open: readonly Case[];
  readonly userId: string;
  /** Whose lost device they may report; `null`: none. */
  readonly reports: 'mine' | 'any' | null;
}

export async function homeCases({ helpdesk, ports }: AppContext, actor: Actor): Promise<HomeCases> {
  const held = helpdesk.heldBy(actor);
  const isServed = ports.policies.current()?.cases != null;
  const reports = held.includes('take-case') ? 'any' : held.includes('report-own-lost') ? 'mine' : null;
  return {
    mine: await helpdesk.myCases(actor),
    open: isServed ? await helpdesk.openCases(actor) : [],
    userId: actor.userId,
    reports: isServed ? reports : null,
  };
}

/** A person's own cases in which nothing is found yet, each with *I found it*; `null`: there is none. */
export async function foundCard({ helpdesk }: AppContext, actor: Actor): Promise<Card | null> {
  const lost = (await helpdesk.myCases(actor)).filter((one) => foundIn(one) === null);
  const text = 'Which device did you find?';
  return lost.length === 0 ? null : { text, blocks: [section(text), ...lost.map(ownRow)] };
}

/** *Report a lost device*, for anyone who may. */
export const reportButton = ({ reports }: HomeCases): readonly Button[] =>
  reports === null ? [] : [button('case.report', { whose: reports, wanted: '' }, 'Report a lost device')];

/** The open cases about this person's devices, then those that they may work on; nothing where there are none. */
export const casesSection = ({ mine, open, userId }: HomeCases): KnownBlock[] => [
  ...(mine.length === 0 ? [] : [divider, header('My cases'), ...mine.map(ownRow)]),
  ...(open.length === 0 ? [] : [divider, header('Open cases'), ...openRows(open, userId)]),
];

function ownRow(one: Case): KnownBlock {
  const taker = takerOf(one);
  const kind = ownText(one.report.kind === 'stolen' ? 'Stolen' : 'Lost');
  const who = foundIn(one)
    ? mrkdwn`found, IT is checking`
    : taker
      ? mrkdwn`${nameOf(taker.name)} is on it`
      : isUnposted(one)
        ? mrkdwn`IT may not have seen it yet`
        : mrkdwn`IT has been notified`;
  return section(mrkdwn`${kind}: ${deviceName(one)} · ${who}`, foundIn(one) ? undefined : foundButton(one));
}

/** More are counted only. */
const MOST_OPEN = 5;

function openRows(open: readonly Case[], userId: string): KnownBlock[] {
  const left = open.length - MOST_OPEN;
  return [
    ...open.slice(0, MOST_OPEN).map((one) => openRow(one, userId)),
    ...(left > 0 ? [context(mrkdwn`${left} more.`)] : []),
  ];
}

function openRow(one: Case, userId: string): KnownBlock {
  const taker = takerOf(one);
  const who =
    taker === null ? 'not taken yet' : taker.userId === userId ? 'taken by you' : nameOf(taker.name);
  const state = [
    foundIn(one) ? 'found, needs a check' : '',
    who,
    mrkdwn`reported ${dateText(one.createdAt)}`,
  ];
  return section(
    lines([bold(caseTitle(one)), join(state, ' · ')]),
    button('case.details', { caseId: one.id }, 'Open', { says: mrkdwn`Open case: ${caseTitle(one)}` }),
  );
}

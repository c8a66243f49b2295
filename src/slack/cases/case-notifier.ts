import { type Case, hasLostMode, isReachable, lastOf } from '../../helpdesk/cases/case.ts';
import { offersLock } from '../../helpdesk/cases/case-requests.ts';
import type { CasePolicy } from '../../helpdesk/policy.ts';
import type { CaseNotifier } from '../../helpdesk/ports.ts';
import { actions, button, section, sections } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { bold, foreignText, join, lines, messageText, mrkdwn } from '../block-kit/text.ts';
import { watchChannels } from '../channel-sharing.ts';
import type { NotifierOptions } from '../notifier.ts';
import { forgivingly, patiently, rejection } from '../post-errors.ts';
import { renderCaseCard } from './case-card.ts';
import { mentions, renderCaseMessage, renderCaseNews, renderTimelineReply } from './case-messages.ts';
import { caseTitle, whoseLost } from './case-text.ts';

/** Posts and redraws cases of lost devices, and tells the people whose devices they are. */
export function createCaseNotifier({
  client,
  policies,
  teamId,
  log,
  monotonic = () => performance.now(),
}: NotifierOptions): CaseNotifier {
  const whyUnsafe = watchChannels(client, teamId, monotonic, { isPublicFine: false });
  const whyUnsafeForRequests = watchChannels(client, teamId, monotonic, { isPublicFine: true });
  const casesNow = () => policies.current()?.cases ?? null;
  const drawn = (one: Case) => renderCaseCard(one, casesNow(), offersLock(policies.current(), one));
  const post = (channel: string, card: Card, thread?: string) =>
    client.chat.postMessage({
      channel,
      text: card.text,
      blocks: [...card.blocks],
      unfurl_links: false,
      unfurl_media: false,
      ...(thread && { thread_ts: thread }),
    });
  return {
    async draw(one) {
      const { ts } = one.delivery;
      // What could not be posted yet goes to the channel that the policy names by now.
      const channel = ts === null ? (casesNow()?.channel ?? one.delivery.channel) : one.delivery.channel;
      const card = drawn(one);
      try {
        const unsafe = await whyUnsafe(channel, ts === null ? 'post' : 'redraw');
        if (unsafe) {
          log.error(
            { event: 'channel.unsafe', channel, case: one.id },
            `Not posted to ${channel}: ${unsafe}`,
          );
          return { kind: 'rejected', why: unsafe };
        }
        if (ts !== null) {
          await client.chat.update({ channel, ts, text: card.text, blocks: [...card.blocks] });
          return { kind: 'drawn', channel, ts };
        }
        const posted = await post(channel, card);
        return { kind: 'drawn', channel: posted.channel ?? channel, ts: posted.ts ?? '' };
      } catch (error) {
        const no = rejection(error);
        if (no === null) throw patiently(error);
        log.warn({ event: 'case.rejected', slack: no.why, case: one.id }, "Slack rejects a case's card");
        return no;
      }
    },
    async post(one, index) {
      const { channel, ts } = one.delivery;
      const event = one.events[index];
      const card = event && renderTimelineReply(one, event, casesNow());
      if (!card || ts === null) return;
      if (await whyUnsafe(channel, 'redraw')) return;
      await forgivingly(log, null, () => post(channel, card, ts));
    },
    async tell(one, index) {
      const card = isReachable(one) ? renderCaseNews(one, index, casesNow()) : null;
      if (!card) return null;
      const posted = await forgivingly(log, null, () => post(one.report.person.userId, card));
      return index === 0 && posted?.ts && posted.channel ? { channel: posted.channel, ts: posted.ts } : null;
    },
    async redrawMessage(one) {
      const { message } = one.delivery;
      if (!message || !changesMessage(one, casesNow())) return;
      const { text, blocks } = renderCaseMessage(one, casesNow());
      await forgivingly(log, null, () => client.chat.update({ ...message, text, blocks: [...blocks] }));
    },
    async tellUnposted(one, why) {
      const { person, reporter } = one.report;
      const approvals = policies.current()?.approvals.channel ?? null;
      if (approvals !== null)
        await forgivingly(log, null, async () =>
          (await whyUnsafeForRequests(approvals, 'post')) === null
            ? post(approvals, unpostedCard(one, casesNow(), why))
            : null,
        );
      const phone = casesNow()?.phone ?? '';
      const said = lines([
        mrkdwn`⚠️ IT may not have seen your report: I couldn't post it. I keep trying.`,
        phone === '' ? mrkdwn`Please call IT.` : mrkdwn`Please call ${foreignText(phone, 60)}.`,
      ]);
      const card = { text: messageText(said), blocks: [section(said)] };
      await forgivingly(log, null, () => post(isReachable(one) ? person.userId : reporter.userId, card));
    },
  };
}

/** The way out for a case that its own channel does not take: who has to act, and what they can do from there. */
function unpostedCard(one: Case, cases: CasePolicy | null, why: string): Card {
  const { id: caseId } = one;
  const title = caseTitle(one);
  const deviceId = one.report.device?.device.id;
  const said = mrkdwn`I can't post this case in its channel (${foreignText(why, 200)}). Check the channel that “cases” names in the policy.`;
  return {
    text: messageText(join([mrkdwn`⚠️ ${title}`, said], '. ')),
    blocks: [
      ...sections([join([mrkdwn`⚠️ ${bold(title)}`, mentions(cases?.notify ?? [])], ' · '), said]),
      ...actions([
        button('case.take', { caseId }, 'Take case', { style: 'primary', says: mrkdwn`Take case: ${title}` }),
        hasLostMode(one) && deviceId
          ? button('device.lost', { deviceId }, 'Lost Mode…', { says: mrkdwn`Lost Mode: ${whoseLost(one)}` })
          : null,
        button('case.details', { caseId }, 'Details', { says: mrkdwn`Details: ${title}` }),
      ]),
    ],
  };
}

/** True where what has happened since it was last looked through changes the person's first message. */
export function changesMessage(one: Case, cases: CasePolicy | null): boolean {
  const events = one.events.slice(0, one.delivery.notified);
  const closedAt = lastOf({ events }, 'closed') ? one.closedAt : null;
  const isChosen = lastOf(one, 'device-chosen') !== lastOf({ events }, 'device-chosen');
  const report = isChosen ? { ...one.report, device: null } : one.report;
  const drawn = (as: Case) => JSON.stringify(renderCaseMessage(as, cases));
  return drawn({ ...one, report, events, closedAt }) !== drawn(one);
}

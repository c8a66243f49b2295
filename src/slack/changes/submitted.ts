import type { Button, ModalView } from '@slack/types';
import { leftKeyOn } from '../../helpdesk/keys/left-key.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { type HelpdeskRequest, isFinished } from '../../helpdesk/request.ts';
import { outcomesShown } from '../../helpdesk/requests/transitions.ts';
import { readUntilOver } from '../../helpdesk/retry.ts';
import type { Submitted } from '../../helpdesk/store-port.ts';
import { RESULT_WITHIN_MS } from '../../helpdesk/timing.ts';
import { actions } from '../block-kit/blocks.ts';
import { bold, lines, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionResponse } from '../listener-types.ts';
import { actingHolders, askedFor, type Holders } from '../requests/approvers-text.ts';
import { alreadyOpenText } from '../requests/open-requests.ts';
import { leftKeyButtons, requestButton } from '../requests/request-buttons.ts';
import { endedView } from '../requests/request-modal.ts';
import { shortText } from '../requests/request-text.ts';
import { statusText } from '../requests/status-text.ts';

/** What became of one part of a submission; a text says why nothing did. */
export type SubmittedPart = Submitted | Mrkdwn;

/** Why no one can approve a request, by its id. */
export type NoApprovers = ReadonlyMap<string, string>;

/** What the window says after a submission; what is under way is followed in it until its result is there. */
export function submittedAnswer(
  app: AppContext,
  { modal }: Interaction,
  parts: readonly SubmittedPart[],
  blocked: NoApprovers,
): SubmissionResponse {
  const running = requestsIn(parts).some(isUnderWay);
  return {
    ack: { response_action: 'update', view: windowOf(app, parts, blocked) },
    ...(running && { followUp: () => showResults(app, modal, parts, blocked) }),
  };
}

async function showResults(
  app: AppContext,
  modal: Interaction['modal'],
  parts: readonly SubmittedPart[],
  blocked: NoApprovers,
): Promise<void> {
  const results = await Promise.all(requestsIn(parts).map((request) => waitForResult(app, request)));
  const latest = new Map(results.map((request) => [request.id, request]));
  const ours = requestsIn(parts.filter(isOurs)).map(({ id }) => latest.get(id));
  const left = await Promise.all(
    ours.map(async (one) =>
      one ? leftKeyButtons(one, await leftKeyOn(app.ports, { place: 'requester' }, one)) : [],
    ),
  );
  // Where the window was closed meanwhile, or Slack does not redraw it, the message comes.
  if (await modal?.redraw(windowOf(app, parts, blocked, { latest, left: left.flat() })))
    await markShown(app, results);
}

type Latest = ReadonlyMap<string, HelpdeskRequest>;

/** `latest`: the requests as they are some seconds later, by id; `left`: buttons for what they left at Kandji. */
function windowOf(
  app: AppContext,
  parts: readonly SubmittedPart[],
  blocked: NoApprovers,
  { latest, left }: { readonly latest: Latest | null; readonly left: readonly Button[] } = NOTHING_YET,
): ModalView {
  const ours = requestsIn(parts.filter(isOurs));
  const now = app.now();
  const policy = app.ports.policies.current();
  const said = parts.map((part) => {
    const result = isOurs(part) ? latest?.get(idOf(part) ?? '') : undefined;
    return result && result.state !== 'pending'
      ? resultText(result, now, actingHolders(policy, result))
      : partText(part, now, { blocked, policy });
  });
  const view = endedView(titleOf(ours, latest), said, requestsIn(parts)[0]?.id ?? '');
  const pending = ours.find(({ state }) => state === 'pending');
  return {
    ...view,
    blocks: [
      ...view.blocks,
      ...actions([pending ? requestButton('request.cancel', pending) : null, ...left]),
    ],
  };
}

const NOTHING_YET = { latest: null, left: [] };

const requestsIn = (parts: readonly SubmittedPart[]): readonly HelpdeskRequest[] =>
  parts.flatMap((part) => ('kind' in part && part.request ? [part.request] : []));

const idOf = (part: SubmittedPart): string | null => requestsIn([part])[0]?.id ?? null;

/** Not someone else's that was there first. */
const isOurs = (part: SubmittedPart): boolean => 'kind' in part && part.kind !== 'already-open';

function titleOf(ours: readonly HelpdeskRequest[], latest: Latest | null): string {
  const made = ours.map((request) => latest?.get(request.id) ?? request);
  const [first] = made;
  if (!first) return 'Nothing was sent';
  if (made.some(({ state }) => state === 'pending')) return 'Approval requested';
  if (latest === null && made.some(isUnderWay)) return 'Sending';
  return TITLES[first.state] ?? 'Result';
}

const TITLES: Partial<Readonly<Record<HelpdeskRequest['state'], string>>> = {
  claimed: 'Still working',
  sending: 'Still working',
  sent: 'Sent',
  completed: 'Done',
  failed: 'Failed',
  void: 'No longer valid',
  held: 'On hold',
};

/** What was done with one part of a submission. `now` is epoch ms. */
export function partText(
  part: SubmittedPart,
  now: number,
  { policy, blocked = new Map() }: { readonly policy: Policy | null; readonly blocked?: NoApprovers },
): Mrkdwn {
  if (!('kind' in part)) return part;
  const { kind, request } = part;
  if (!request) return mrkdwn`This was sent already, and it counts once.`;
  const why = blocked.get(request.id) ?? null;
  const holders = actingHolders(policy, request);
  const status = statusText(request, now, holders);
  const state = request.state === 'pending' ? askedFor(request, now, why, holders) : status;
  switch (kind) {
    case 'already-open':
      return alreadyOpenText(request, now, holders);
    // Slack delivered it again: what the first delivery did is what happened.
    case 'already-submitted':
      return request.state === 'pending' ? state : lines([bold(shortText(request)), state]);
    case 'created':
      return request.state === 'pending' ? state : lines([bold(shortText(request)), mrkdwn`⏳ Sending…`]);
  }
}

/** True of a request that was sent without an approval and whose end is not known yet. */
const isUnderWay = ({ state, requirements }: HelpdeskRequest): boolean =>
  requirements.length === 0 && !isFinished(state) && state !== 'unknown' && state !== 'held';

/** The request once its end is known, or as it is after some seconds. Any replica may be running it. */
export const waitForResult = (
  { ports: { store } }: Pick<AppContext, 'ports'>,
  request: HelpdeskRequest,
): Promise<HelpdeskRequest> =>
  readUntilOver(request, isUnderWay, () => store.requests.get(request.id), RESULT_WITHIN_MS);

/** How it ended or, where that takes longer, that a message will tell. `now` is epoch ms; `holders`: who may act on it, by role. */
export function resultText(request: HelpdeskRequest, now: number, holders: Holders): Mrkdwn {
  const { state } = request;
  const later = mrkdwn`I'll message you the result.`;
  if (state === 'claimed' || state === 'sending')
    return lines([bold(shortText(request)), mrkdwn`⏳ Still working. ${later}`]);
  const status = statusText(request, now, holders);
  return lines([bold(shortText(request)), isFinished(state) ? status : mrkdwn`${status} ${later}`]);
}

/** The requester has seen these results, so no message repeats them. */
export const markShown = (
  { ports: { store } }: Pick<AppContext, 'ports'>,
  results: readonly HelpdeskRequest[],
): Promise<void> => store.jobs.drop(results.filter((one) => !isUnderWay(one)).flatMap(outcomesShown));

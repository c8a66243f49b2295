import type { Actor } from '../../../helpdesk/actor.ts';
import type { Draft } from '../../../helpdesk/asking/review-request.ts';
import { Refusal } from '../../../helpdesk/refusal.ts';
import type { Submitted } from '../../../helpdesk/store-ports.ts';
import { askedFor, standing } from '../../cards/request-standing.ts';
import { short } from '../../cards/request-wording.ts';
import { endedView } from '../../modals/request.ts';
import { refused } from '../../notices.ts';
import type { Room } from '../../room.ts';
import { bold, lines, type Words, words } from '../../words.ts';
import type { Answer } from '../kinds.ts';

type Ended = Submitted | Refusal;

/**
 * Puts one or two drafts on the books and says what became of each. The first one decides whether the press counts; a
 * refusal of the second does not hide the first.
 */
export async function submitDrafts(
  room: Room,
  actor: Actor,
  asked: { readonly drafts: readonly Draft[]; readonly reason: string; readonly viewId: string },
): Promise<Answer> {
  const { reason, viewId } = asked;
  const [first, ...others] = asked.drafts;
  if (!first) throw new Error('a review without a draft');
  const ended: Ended[] = [await room.helpdesk.submitRequest(actor, first, { reason, viewId })];
  room.wake();
  for (const [index, draft] of others.entries()) {
    const another = { reason, viewId: `${viewId}.${index + 2}` };
    ended.push(await orRefusal(room, room.helpdesk.submitRequest(actor, draft, another)));
    room.wake();
  }
  const requestId = ended.map(idOf).find((id) => id !== null) ?? '';
  const said = ended.map((one) => sentence(one, room));
  const view = endedView(titleOf(ended), said, requestId);
  return { ack: { response_action: 'update', view } };
}

/** The first draft is on the books, so whatever happens to another is said beside it and never instead of it. */
async function orRefusal({ ports }: Room, submitted: Promise<Submitted>): Promise<Ended> {
  try {
    return await submitted;
  } catch (error) {
    if (error instanceof Refusal) return error;
    ports.log.error({ error }, 'the second part of a change could not be written');
    return new Refusal('not-now', 'The other part could not be written down. Ask for it again.');
  }
}

const idOf = (ended: Ended): string | null => (ended instanceof Refusal ? null : (ended.request?.id ?? null));

function titleOf(ended: readonly Ended[]): string {
  const made = ended.flatMap((one) =>
    !(one instanceof Refusal) && one.kind === 'created' ? [one.request] : [],
  );
  if (made.length === 0) return 'Nothing new was sent';
  return made.some(({ state }) => state === 'pending') ? 'Asked for approval' : 'On its way';
}

function sentence(ended: Ended, room: Room): Words {
  if (ended instanceof Refusal) return words`⛔ ${refused(ended, room.command)}`;
  const now = room.now();
  const { kind, request } = ended;
  if (!request) return words`This was sent already, and it counts once.`;
  const state = request.state === 'pending' ? askedFor(request, now) : standing(request, now);
  switch (kind) {
    case 'already-open':
      return lines([
        words`${bold('Somebody asked first')}, so yours was not sent: ${short(request)}, by ${request.requesterName}.`,
        state,
      ]);
    case 'already-submitted':
      return lines([words`This was sent already, and it counts once: ${short(request)}.`, state]);
    case 'created':
      return request.state === 'pending'
        ? state
        : lines([bold(short(request)), words`I'm sending it now, and I'll message you how it ends.`]);
  }
}

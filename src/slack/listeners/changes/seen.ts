import type { ModalView } from '@slack/types';
import { recordRefusal, refuse } from '../../../helpdesk/judging/judge.ts';
import { Refusal } from '../../../helpdesk/refusal.ts';
import type { HelpdeskRequest, RequestState } from '../../../helpdesk/request.ts';
import { standing } from '../../cards/request-standing.ts';
import { digestOf } from '../../digest.ts';
import { drawnAgain } from '../../modals/decision-blocks.ts';
import { endedView } from '../../modals/request.ts';
import type { Press } from '../../press.ts';
import type { Room } from '../../room.ts';
import { words } from '../../words.ts';
import type { Answer } from '../kinds.ts';

export interface Drawn {
  readonly viewId: string;
  readonly view: ModalView;
  readonly requestId?: string;
  readonly draft?: string;
}

/** Remembers what this person is shown under Slack's own id of the modal. @returns the view, to be shown */
export async function shown({ ports }: Room, { userId }: Press, drawn: Drawn): Promise<ModalView> {
  const { viewId, view, requestId = null, draft = null } = drawn;
  await ports.store.views.put({ viewId, userId, requestId, digest: digestOf(view), draft });
  return view;
}

export type Seen =
  /** `state`: the one that was seen, for whoever may act in several. Of what a decision shows, only the state can change. */
  { readonly ok: true; readonly state: RequestState } | { readonly ok: false; readonly answer: Answer };

/**
 * Whether what this person saw is still what is there. If it is not, the modal is redrawn from the present state, the
 * press counts for nothing, and that is on the record.
 * @throws Refusal, recorded, for a modal that was not drawn for this person and this request
 */
export async function seen(
  room: Room,
  press: Press,
  asked: {
    readonly act: string;
    readonly viewId: string;
    readonly requestId: string;
    readonly draw: (request: HelpdeskRequest) => ModalView;
  },
): Promise<Seen> {
  const { store } = room.ports;
  const { viewId, requestId } = asked;
  const [row, request] = await Promise.all([store.views.get(viewId), store.requests.get(requestId)]);
  if (!request) throw new Refusal('not-found', 'I do not know this request.');
  const act = { operations: [asked.act], deviceId: request.deviceId, requestId };
  if (row?.userId !== press.userId || row.requestId !== requestId)
    return refuse(room.ports, press, act, 'changed', 'I no longer know what this was about. Open it again.');
  // Both answers below show the request again: only to somebody who may still see it.
  await room.helpdesk.requireRequest(await press.actor('decide'), request, asked.act);
  if (row.usedAt !== null) return { ok: false, answer: usedBefore(request, room.now()) };
  const view = asked.draw(request);
  // What offers no submission was redrawn unseen, when Slack had given up on our answer: the old modal came again.
  if (row.digest === digestOf(view) && view.submit) return { ok: true, state: request.state };
  await recordRefusal(room.ports, press, act, 'changed', 'The request changed while the modal was open.');
  await shown(room, press, { viewId, view, requestId });
  return { ok: false, answer: { ack: { response_action: 'update', view: drawnAgain(view) } } };
}

const usedBefore = (request: HelpdeskRequest, now: number): Answer => ({
  ack: {
    response_action: 'update',
    view: endedView(
      'Counted already',
      [words`This was sent already, and it counts once.`, standing(request, now)],
      request.id,
    ),
  },
});

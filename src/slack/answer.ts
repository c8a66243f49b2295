import type { AnyBlock, KnownBlock, ModalView } from '@slack/types';
import type { Log } from '../helpdesk/ports.ts';
import { ACK_LATE_MS } from '../helpdesk/timing.ts';
import { section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { view as modalId } from './block-kit/ids.ts';
import { mrkdwn } from './block-kit/text.ts';
import { receivedView } from './errors.ts';
import type { Interaction } from './interaction.ts';
import type { StateValues, SubmissionResponse } from './listener-types.ts';
import { refill } from './refill.ts';
import type { Delivery } from './transport/accept-payload.ts';

/** How one payload is acked. */
export interface Acking {
  readonly log: Log;
  readonly press: Interaction;
  readonly delivery: Delivery;
  /** Slack may close a window for an empty answer, and only for one to a submission. */
  readonly isSubmission: boolean;
  /** Bolt's own. */
  readonly send: (response: unknown) => Promise<void>;
}

/**
 * Acks, and never throws: what was done has been done, even if no one hears of it. Where Slack may not have had the answer, because
 * the ack failed, its connection had ended or it left late, the same is said another way: in the window, else in words.
 */
export async function acknowledge(acking: Acking, response: unknown): Promise<void> {
  const { log, delivery, send } = acking;
  const wasOpen = delivery.isOpen();
  const failed = await send(response).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const ms = Math.round(performance.now() - delivery.receivedAt);
  if (failed === null && wasOpen && ms < ACK_LATE_MS) return;
  log.warn({ event: 'ack.late', ...failed, ms, connected: wasOpen }, 'An ack may not have arrived');
  try {
    await sayAgain(acking, response);
  } catch (error) {
    log.warn({ event: 'reply.failed', err: error }, 'Could not repeat what an ack said');
  }
}

async function sayAgain({ log, press: interaction, isSubmission }: Acking, response: unknown): Promise<void> {
  if (!isSubmission) return isCard(response) ? interaction.reply(response) : undefined;
  const { view, errors } = (response ?? {}) as { view?: ModalView; errors?: Record<string, string> };
  if (errors)
    return interaction.reply(saying(Object.values(errors).map((problem) => section(mrkdwn`${problem}`))));
  // What is on its way into the window is drawn after the ack in any case.
  if (view?.callback_id === LOADING) return;
  // Without a view the window should have closed.
  const shown = view ?? receivedView();
  const isRedrawn = await interaction.modal?.redraw(shown).catch((error: unknown) => {
    log.warn({ event: 'view.update_failed', err: error }, 'Could not redraw a window; replying another way');
    return false;
  });
  if (!isRedrawn && view) await interaction.reply(saying(view.blocks.filter(isForMessages)));
}

const LOADING = modalId('loading').id;

/** What stands in a window, without what someone could fill in. */
const isForMessages = (block: AnyBlock): block is KnownBlock =>
  block.type !== 'input' && block.type !== 'actions';

const isCard = (response: unknown): response is Card =>
  typeof response === 'object' && response !== null && 'text' in response && 'blocks' in response;

function saying(blocks: KnownBlock[]): Card {
  const [first] = blocks.flatMap((block) =>
    block.type === 'section' && block.text ? [block.text.text] : [],
  );
  return { text: first ?? '', blocks };
}

/** A view that is drawn again keeps what was typed into the inputs that it still has. */
export const withTyped = (
  answer: SubmissionResponse['ack'],
  state: StateValues,
): SubmissionResponse['ack'] =>
  answer?.response_action === 'update' && answer.view
    ? { ...answer, view: { ...answer.view, blocks: refill(answer.view.blocks, state) } }
    : answer;

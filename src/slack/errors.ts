import type { KnownBlock, ModalView } from '@slack/types';
import { MdmError } from '../helpdesk/mdm-error.ts';
import { Refusal } from '../helpdesk/policy.ts';
import { isStoreOutage, type Log } from '../helpdesk/ports.ts';
import { modal, section } from './block-kit/blocks.ts';
import { messageText, type Text } from './block-kit/text.ts';
import type { Interaction } from './interaction.ts';
import type { InteractionContext } from './interaction-context.ts';
import { notice, noticeBlocks } from './notices.ts';
import { viewWithInput } from './refill.ts';

/** What the payload was, where that decides how it can still be answered. */
export type ErrorKind = 'submission' | 'suggestion' | 'other';

/** A press whose listener has failed, and how it can still be acked. */
export interface ExplainedError extends InteractionContext {
  readonly kind: ErrorKind;
}

/** Something failed, and that was said where it happened: it counts as failed, and needs no more words. */
export class AnsweredError extends Error {
  constructor(cause: unknown) {
    super('an error that was answered where it happened', { cause });
  }
}

/**
 * The one edge where everything that was thrown becomes words for the person: refusals and Kandji's failures in full,
 * anything else with its reference, which is also in the log. Where the modal cannot be redrawn, they are told another way.
 */
export async function explainError(log: Log, thrown: unknown, failed: ExplainedError): Promise<void> {
  const { press: interaction, acked, ack, kind } = failed;
  const error = original(thrown);
  if (error instanceof AnsweredError) return acked() ? undefined : ack();
  logFailure(log, error);
  // A menu that offers nothing is the answer: a form must not be replaced while someone types in it.
  if (kind === 'suggestion') return ack({ options: [] });
  const said = notice(error, null, interaction);
  const title = "That didn't work";
  const view =
    viewWithInput(interaction.sentView, { error, title, said }) ??
    errorModal(title, said, noticeBlocks(error, said));
  if (kind === 'submission' && !acked()) return ack({ response_action: 'update', view });
  if (!acked()) await ack();
  if (!interaction.userId) return;
  try {
    const isRedrawn = (await interaction.modal?.redraw(view)) ?? false;
    // Who closed a modal is left in peace; one that closed by being submitted leaves someone waiting.
    if (isRedrawn || (interaction.modal && kind !== 'submission')) return;
  } catch (slack) {
    log.warn({ event: 'view.update_failed', err: slack }, 'Could not update a modal; replying another way');
  }
  await interaction.reply({ text: messageText(said), blocks: noticeBlocks(error, said) });
}

/** True for a *no* that was meant for the person. */
export const isRefusal = (thrown: unknown): boolean => original(thrown) instanceof Refusal;

/** Bolt wraps what listeners throw: once as `original`, several as `originals` (Bolt docs, error handling). */
function original(error: unknown): unknown {
  const wrapped = error as { original?: unknown; originals?: readonly unknown[] } | null;
  const inner = wrapped?.original ?? wrapped?.originals?.[0];
  return inner === undefined ? error : original(inner);
}

/** A refusal is no error, Kandji's failures are not ours, everything else is a fault to look at. */
export function logFailure(log: Log, error: unknown): void {
  if (error instanceof Refusal)
    log.info({ event: 'interaction.denied', code: error.code, rule: error.rule }, 'Denied');
  else if (isStoreOutage(error))
    log.error({ event: 'store.unavailable', err: error }, 'The database did not answer');
  else if (error instanceof MdmError)
    log.warn(
      { event: 'kandji.failed', reason: error.reason, status: error.status, endpoint: error.endpoint },
      'Kandji call failed',
    );
  else log.error({ event: 'interaction.failed', err: error }, 'An interaction failed');
}

/** A modal that could not be filled: what happened and the next step, from `notices.ts`. */
export const errorModal = (
  title: string,
  sentence: Text,
  blocks: readonly KnownBlock[] = [section(sentence)],
): ModalView => modal('failed', {}, { title, blocks });

/** Where no more can be said of a submission than that it came. */
export const receivedView = (): ModalView =>
  errorModal('Received', 'Received. It counts once, and you can close this.');

const said = ({ command }: Pick<Interaction, 'command'>): string =>
  `This button is out of date, so nothing happened. Type ${command} again.`;

/** A button that we do not know: still acked, still answered. */
export const answerUnknownAction = (interaction: Interaction): Promise<void> =>
  interaction.modal
    ? interaction.modal.update(answerUnknownView(interaction))
    : interaction.reply({ text: said(interaction), blocks: [section(said(interaction))] });

export const answerUnknownView = (interaction: Pick<Interaction, 'command'>): ModalView =>
  errorModal('Out of date', said(interaction));

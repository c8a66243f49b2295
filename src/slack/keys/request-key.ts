import type { ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import type { KeyForm } from '../../helpdesk/keys/request-key.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { auditDenial } from '../../helpdesk/policy/authorize.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { Submitted } from '../../helpdesk/store-port.ts';
import { actions } from '../block-kit/blocks.ts';
import { bold, lines, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { REASON, typedReason } from '../block-kit/view-state.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionListener, SubmissionResponse } from '../listener-types.ts';
import { actingHolders, askedFor, releaseHolders } from '../requests/approvers-text.ts';
import { besideField } from '../requests/field-errors.ts';
import { alreadyOpenText } from '../requests/open-requests.ts';
import { requestButton } from '../requests/request-buttons.ts';
import { endedView } from '../requests/request-modal.ts';
import { shortText } from '../requests/request-text.ts';
import { statusText } from '../requests/status-text.ts';
import { answeredBefore, rememberView } from '../requests/view-guard.ts';
import { keyFormView, typedKey } from './key-form.ts';

/** The form of a key, read and remembered: what was chosen is judged by what it was drawn from. */
export async function keyFormContent(
  app: AppContext,
  interaction: Interaction,
  { operation, deviceId }: { readonly operation: OperationName; readonly deviceId: string },
  viewId: string,
): Promise<ModalView> {
  const releasers = releaseHolders(app.ports.policies.current(), [interaction.userId]);
  const form = await app.helpdesk.prepareKey(await interaction.actor(), deviceId, operation);
  const view = keyFormView(form, operation, app.now(), releasers);
  return rememberView(app, interaction, { viewId, view, draft: JSON.stringify({ kind: 'key', form }) });
}

/** Counts once; delivered again, it is answered with what it did. */
const submitKey: SubmissionListener<'key.form'> = (app, interaction, _values, { viewId, state }) =>
  besideField(REASON, async () => {
    const { form, isUsed } = await loadForm(app, interaction, viewId);
    if (isUsed) {
      const before = await app.ports.store.requests.bySubmission(viewId);
      if (before) {
        const answer = () => answerOf(app, { kind: 'already-submitted', request: before }, null);
        return answeredBefore(app, interaction, before, { act: 'key', answer });
      }
    }
    const verbs = app.helpdesk.by(interaction.deadline);
    const actor = await interaction.actor('decide');
    const typed = { ...typedKey(state), reason: typedReason(state) };
    const submitted = await verbs.requestKey(actor, form, typed, viewId);
    app.wake();
    return answerOf(app, submitted, await whyBlocked(app, interaction, submitted));
  });

async function loadForm(
  { ports }: AppContext,
  interaction: Interaction,
  viewId: string,
): Promise<{ readonly form: KeyForm; readonly isUsed: boolean }> {
  const row = await readingRecords(interaction.deadline, ports.store.views.get(viewId));
  const draft =
    row?.draft && row.userId === interaction.userId
      ? (JSON.parse(row.draft) as { readonly kind: string; readonly form: KeyForm })
      : null;
  if (row && draft?.kind === 'key') return { form: draft.form, isUsed: row.usedAt !== null };
  const reason = 'I no longer know what this form was about. Open it again, please.';
  await auditDenial(ports, interaction, { operations: ['keys'] }, 'changed', reason);
  throw new Refusal('changed', reason);
}

/** Why no one can approve it; `null` where someone can, and where that cannot be read now. */
async function whyBlocked(
  { helpdesk, ports }: AppContext,
  { deadline }: Interaction,
  { request }: Submitted,
): Promise<string | null> {
  if (request?.state !== 'pending') return null;
  return helpdesk
    .by(deadline)
    .whyNoApprover(request)
    .catch((error: unknown) => {
      ports.log.warn({ event: 'approvers.unreadable', err: error }, 'Could not read who can approve');
      return null;
    });
}

function answerOf(app: AppContext, { kind, request }: Submitted, blocked: string | null): SubmissionResponse {
  const said =
    request === null
      ? mrkdwn`This was sent already, and it counts once.`
      : saidOf(app, kind, request, blocked);
  const title =
    kind === 'already-open'
      ? 'Nothing was sent'
      : request?.state === 'pending'
        ? 'Approval requested'
        : 'Ready';
  const view = endedView(title, [said], request?.id ?? '');
  const own =
    kind !== 'already-open' && request?.state === 'pending' ? requestButton('request.cancel', request) : null;
  return {
    ack: { response_action: 'update', view: { ...view, blocks: [...view.blocks, ...actions([own])] } },
  };
}

function saidOf(
  app: AppContext,
  kind: Submitted['kind'],
  request: HelpdeskRequest,
  blocked: string | null,
): Mrkdwn {
  const now = app.now();
  const holders = actingHolders(app.ports.policies.current(), request);
  if (kind === 'already-open') return alreadyOpenText(request, now, holders);
  if (request.state === 'pending') return askedFor(request, now, blocked, holders);
  return lines([
    bold(shortText(request)),
    statusText(request, now, holders),
    mrkdwn`The button to open it is in a DM from me.`,
  ]);
}

/** What of the route table is about keys. */
export const KEY_VIEWS = { 'key.form': submitKey };

import { readingRecords } from '../../helpdesk/deadline.ts';
import type { Device } from '../../helpdesk/device.ts';
import { auditDenial } from '../../helpdesk/policy/authorize.ts';
import { Refusal } from '../../helpdesk/refusal.ts';
import type { OpenedView } from '../../helpdesk/store-port.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import type { UpdateViewModel } from './form.ts';
import type { ReviewViewModel } from './review-modal.ts';

/** What is remembered on our side of a form between its views; nothing of it travels through Slack. */
export type FormDraft =
  | { readonly kind: 'update'; readonly scene: UpdateViewModel }
  /** `form`: the update form that it came from, for the way back. */
  | { readonly kind: 'review'; readonly review: ReviewViewModel; readonly form: UpdateViewModel | null };

export const writeDraft = (draft: FormDraft): string => JSON.stringify(draft);

export interface StoredDraft<Kind extends FormDraft['kind']> {
  readonly row: OpenedView;
  readonly draft: Extract<FormDraft, { kind: Kind }>;
}

/**
 * What this person's modal was drawn from.
 * @throws Refusal, recorded, for a modal that is not theirs or that we do not know
 */
export async function loadDraft<const Kind extends FormDraft['kind']>(
  { ports }: AppContext,
  interaction: Interaction,
  viewId: string,
  kind: Kind,
): Promise<StoredDraft<Kind>> {
  const row = await readingRecords(interaction.deadline, ports.store.views.get(viewId));
  const draft = row?.draft && row.userId === interaction.userId ? (JSON.parse(row.draft) as FormDraft) : null;
  if (row && draft && isOf(draft, kind)) return { row, draft };
  const reason = 'I no longer know what this form was about. Open it again, please.';
  await auditDenial(ports, interaction, { operations: [kind] }, 'changed', reason);
  throw new Refusal('changed', reason);
}

/** The device that a form, or the review that came from it, is about. */
export function deviceOf({ draft }: OpenedView): Device | null {
  const kept = draft ? (JSON.parse(draft) as FormDraft) : null;
  const scene = kept?.kind === 'review' ? kept.form : kept?.scene;
  return scene?.updatable.device ?? null;
}

const isOf = <Kind extends FormDraft['kind']>(
  draft: FormDraft,
  kind: Kind,
): draft is Extract<FormDraft, { kind: Kind }> => draft.kind === kind;

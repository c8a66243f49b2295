import type { InputBlock } from '@slack/types';
import type { Device, DeviceSeen } from '../../helpdesk/device.ts';
import type { OpenRequest, PendingCommand } from '../../helpdesk/device-view.ts';
import type { KindOf, OperationName, OperationWithForm, ParamsOf } from '../../helpdesk/operations/index.ts';
import type { UpdateForm } from '../../helpdesk/requests/prepare-update.ts';
import type { EditedField, RecordEdits, ShownRecord } from '../../helpdesk/requests/review-update.ts';

/** Something chosen from a list, with the words under which it was chosen: for drawing it again, never for sending it. */
export interface SelectedOption {
  readonly id: string;
  readonly label: string;
}

/** What this person typed and chose, and only that: fields that are missing were left alone. */
export interface TypedValues {
  readonly blueprint?: SelectedOption;
  /** `null`: no one. */
  readonly user?: SelectedOption | null;
  readonly assetTag?: string | null;
  readonly tags?: { readonly add: readonly SelectedOption[]; readonly remove: readonly string[] };
}

/** All that an update form is drawn from. */
export interface UpdateViewModel {
  readonly updatable: UpdateForm;
  readonly typed: TypedValues;
  /** Fields that someone else changed meanwhile, with what to say about it. */
  readonly conflicts: Partial<Readonly<Record<EditedField, string>>>;
  /** The reason that was typed in the review, on the way back from it. */
  readonly reason?: string;
}

/** The field of one record change in the update form. Words, not rules: whether it may be is asked elsewhere. */
export interface RecordField {
  readonly blockId: string;
  readonly block: (scene: UpdateViewModel) => InputBlock;
  /** What was edited here, compared with what the form was filled with. `values` is `view.state.values`. */
  readonly typed: (values: unknown, device: Device) => TypedValues;
}

/** What the form of a command is drawn from, beside what was typed. */
export type FormTarget = Pick<DeviceSeen, 'device' | 'localAccounts'> & {
  readonly openRequests?: readonly OpenRequest[];
  readonly pendingCommands?: readonly PendingCommand[];
  /** What is to be known before it is filled in. Left out by forms that an older version remembered. */
  readonly warnings?: readonly string[];
};

/** The form of one command. `typed`: its parameters as they were typed; `null` at first. */
export interface OperationViewModel {
  readonly operation: OperationName;
  readonly target: FormTarget;
  readonly typed: unknown;
  /** The reason that was typed in the review, on the way back from it. */
  readonly reason?: string;
}

/** The form of a command that has parameters. `initial`: what was typed before; `null` at first. */
export interface CommandForm<Params> {
  /** Where its errors stand. */
  readonly blockId: string;
  readonly blocks: (initial: Params | null, target: FormTarget) => readonly InputBlock[];
  readonly typed: (values: unknown, target: FormTarget) => Params;
}

export type FormOf<Name extends OperationWithForm> =
  KindOf<Name> extends 'record' ? RecordField : CommandForm<ParamsOf<Name>>;

/** Slack takes at most a hundred chosen options; tags beyond them are neither shown nor touched. */
export const MOST_TAGS = 100;

export const currentValue = (device: Device): ShownRecord => ({
  blueprintId: device.blueprint?.id ?? null,
  userId: device.user?.id ?? null,
  assetTag: device.assetTag,
  tags: device.tags ?? [],
});

/** What was typed without the words under which it was chosen. */
export const editsOf = ({ blueprint, user, assetTag, tags }: TypedValues): RecordEdits => ({
  ...(blueprint && { blueprintId: blueprint.id }),
  ...(user !== undefined && { userId: user?.id ?? null }),
  ...(assetTag !== undefined && { assetTag }),
  ...(tags && { tags: { addIds: tags.add.map(({ id }) => id), remove: tags.remove } }),
});

/** A value beside what was typed. */
export const hintOf = (text: string | undefined): { readonly hint?: string } =>
  text === undefined ? {} : { hint: text };

/** The same for a message, a line for each field. */
export function fieldText({ blueprint, user, assetTag, tags }: TypedValues): readonly string[] {
  const labels = (chosen: readonly SelectedOption[]) => chosen.map(({ label }) => label).join(', ');
  return [
    blueprint && `Blueprint: ${blueprint.label}`,
    user !== undefined && `Person: ${user?.label ?? 'unassigned'}`,
    assetTag !== undefined && `Asset tag: ${assetTag ?? 'none'}`,
    tags && tags.add.length > 0 && `Tags to add: ${labels(tags.add)}`,
    tags && tags.remove.length > 0 && `Tags to remove: ${tags.remove.join(', ')}`,
  ].filter((line) => typeof line === 'string');
}

import type { Device, Named } from '../device.ts';
import type { Change, OperationName } from '../operation.ts';
import { requireUnfrozen } from '../policy/authorize.ts';
import { requireChanger } from '../policy/before-reading.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { DeviceApi, Ports } from '../ports.ts';
import { type SplitChanges, splitChanges } from './prepare-update.ts';
import { changeNotes, withNotes } from './review-notes.ts';
import { type ChangeDraft, reviewRequest } from './review-request.ts';

/** What a form showed of a device's record when it was filled: ids, and tags by name. */
export interface ShownRecord {
  readonly blueprintId: string | null;
  readonly userId: string | null;
  readonly assetTag: string | null;
  readonly tags: readonly string[];
}

/** Only what this person edited. Ids come back from Slack: they are looked up in Kandji's own lists. */
export interface RecordEdits {
  readonly blueprintId?: string;
  readonly userId?: string | null;
  readonly assetTag?: string | null;
  readonly tags?: { readonly addIds: readonly string[]; readonly remove: readonly string[] };
}

export type EditedField = 'blueprintId' | 'userId' | 'assetTag';

export type ReviewedUpdate =
  | {
      readonly kind: 'review';
      readonly draft: ChangeDraft;
      /** The same in two, where only some of it needs approval. */
      readonly split: SplitChanges | null;
    }
  /** Someone else changed what this person edited; the device as it is now. Nothing was sent. */
  | { readonly kind: 'conflict'; readonly device: Device; readonly fields: readonly EditedField[] };

/**
 * Turns edits of a form into a reviewed change, read past every cache. Tags travel as additions and removals and never
 * conflict; of the other fields only those that were edited are compared.
 * @throws Refusal, MdmError
 */
export async function reviewUpdate(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  form: { readonly shown: ShownRecord; readonly edits: RecordEdits },
): Promise<ReviewedUpdate> {
  const operations = operationsOf(form.edits);
  await requireChanger(ports, actor, deviceId, operations);
  await requireUnfrozen(ports, actor, { operations, deviceId });
  const changes = await changesOf(ports.fleet, form);
  if (changes.length === 0) throw new Refusal('bad-input', 'Nothing was changed.');
  const draft = await reviewRequest(ports, actor, deviceId, changes);
  const { device } = draft.snapshot;
  const fields = conflicts(device, form);
  if (fields.length > 0) return { kind: 'conflict', device, fields };
  const notes = await changeNotes(ports, actor, device, changes);
  const split = splitChanges(ports.policies.current(), actor, draft);
  return {
    kind: 'review',
    draft: withNotes(draft, notes),
    split: split && { now: withNotes(split.now, notes), later: withNotes(split.later, notes) },
  };
}

/** What these edits ask for, before anything of them is looked up. */
const operationsOf = ({ blueprintId, userId, assetTag, tags }: RecordEdits): readonly OperationName[] => [
  ...(blueprintId === undefined ? [] : (['set-blueprint'] as const)),
  ...(userId === undefined ? [] : (['assign-user'] as const)),
  ...(tags === undefined ? [] : (['edit-tags'] as const)),
  ...(assetTag === undefined ? [] : (['set-asset-tag'] as const)),
];

function conflicts(
  device: Device,
  { shown, edits }: { readonly shown: ShownRecord; readonly edits: RecordEdits },
): readonly EditedField[] {
  const now: Pick<ShownRecord, EditedField> = {
    blueprintId: device.blueprint?.id ?? null,
    userId: device.user?.id ?? null,
    assetTag: device.assetTag,
  };
  return (['blueprintId', 'userId', 'assetTag'] as const).filter(
    (field) => edits[field] !== undefined && now[field] !== shown[field],
  );
}

/** Without these reads there is no change; what a form tells beside it may be left out. */
const FOR_CHANGE = { purpose: 'change' } as const;

/** In the order of the catalogue. Names are Kandji's, never Slack's. */
async function changesOf(
  fleet: DeviceApi,
  { shown, edits }: { readonly shown: ShownRecord; readonly edits: RecordEdits },
): Promise<readonly Change[]> {
  const { blueprintId, userId, assetTag, tags } = edits;
  const [blueprint, user, add] = await Promise.all([
    blueprintId === undefined ? null : named(fleet.blueprints(FOR_CHANGE), blueprintId, 'blueprint'),
    userId == null ? null : named(fleet.users(FOR_CHANGE), userId, 'person'),
    Promise.all((tags?.addIds ?? []).map((id) => named(fleet.tags(FOR_CHANGE), id, 'tag'))),
  ]);
  return [
    blueprint && {
      operation: 'set-blueprint' as const,
      params: { blueprintId: blueprint.id, blueprintName: blueprint.name },
    },
    userId !== undefined && {
      operation: 'assign-user' as const,
      params: { user: user && { id: user.id, name: user.name, email: user.email } },
    },
    tagChange(
      add.map(({ name }) => name),
      tags?.remove ?? [],
      shown.tags,
    ),
    assetTag !== undefined && { operation: 'set-asset-tag' as const, params: { assetTag } },
  ].filter((change) => !!change);
}

/** What remains once a tag that was taken away and chosen again is left in peace. */
function tagChange(
  chosen: readonly string[],
  removed: readonly string[],
  shown: readonly string[],
): Change | null {
  const add = [...new Set(chosen)].filter((tag) => !shown.includes(tag));
  const remove = removed.filter((tag) => !chosen.includes(tag));
  return add.length + remove.length > 0 ? { operation: 'edit-tags', params: { add, remove } } : null;
}

async function named<T extends Named>(
  list: Promise<{ readonly value: readonly T[] }>,
  id: string,
  what: string,
): Promise<T> {
  const found = (await list).value.find((one) => one.id === id);
  if (!found) throw new Refusal('bad-input', `Kandji no longer knows this ${what}. Choose again.`);
  return found;
}

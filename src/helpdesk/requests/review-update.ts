import type { Device, LibraryItem, Named } from '../device.ts';
import type { Change, OperationName } from '../operation.ts';
import { setBlueprint } from '../operations/device-record.ts';
import { requireUnfrozen } from '../policy/authorize.ts';
import { requireChanger } from '../policy/before-reading.ts';
import { type Actor, Refusal } from '../policy.ts';
import { attempt, type DeviceApi, type Ports } from '../ports.ts';
import { deviceWord } from '../text.ts';
import { type SplitChanges, splitChanges } from './prepare-update.ts';
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
  const [move, same] = await Promise.all([
    libraryMove(ports.fleet, device, changes),
    sameAssetTag(ports.fleet, device, form.edits.assetTag),
  ]);
  const notes = { 'set-blueprint': move, 'set-asset-tag': same };
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

/** A draft that says what was found out about its own changes, too. */
const withNotes = (
  draft: ChangeDraft,
  notes: Partial<Record<OperationName, string | null>>,
): ChangeDraft => ({
  ...draft,
  consequences: [
    ...draft.consequences,
    ...draft.changes.map(({ operation }) => notes[operation] ?? null).filter((one) => one !== null),
  ],
});

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

const FEW = 8;

/**
 * What a move brings and takes. A blueprint's list has items for every platform and tells of none (Kandji API docs, List Library
 * Items of a blueprint), so what is lost is compared with what the device has, and what is gained is only named. Never in the
 * way of the move: where the lists cannot be read, it says so.
 */
async function libraryMove(
  fleet: DeviceApi,
  device: Device,
  changes: readonly Change[],
): Promise<string | null> {
  const move = changes.find((change) => change.operation === 'set-blueprint');
  if (move === undefined) return null;
  const to = setBlueprint.params.parse(move.params);
  const from = device.blueprint?.id;
  const [before, after, status] = await Promise.all([
    from === undefined ? { ok: true as const, value: [] } : attempt(fleet.blueprintItems(from)),
    attempt(fleet.blueprintItems(to.blueprintId)),
    attempt(fleet.status(device.id)),
  ]);
  if (!before.ok || !after.ok)
    return 'Which library items it gains and loses cannot be shown: Kandji did not tell them.';
  const gained = without(after.value, before.value);
  const left = without(before.value, after.value);
  if (gained.length + left.length === 0) return 'Both blueprints have the same library items.';
  const word = deviceWord(device.platform);
  const added =
    gained.length === 0
      ? ''
      : ` New in ${to.blueprintName}: ${few(gained)} (this ${word} gets only what is made for it).`;
  if (!status.ok) return `Not in ${to.blueprintName}: ${few(left)}.${added}`;
  const has = new Set(status.value.libraryItems.filter(isOnDevice).map(({ itemId }) => itemId));
  return `This ${word} loses: ${few(left.filter(({ id }) => has.has(id)))}.${added}`;
}

/** Excluded by a rule, or not for this platform: nothing that could be lost. */
const isOnDevice = ({ status }: LibraryItem): boolean =>
  !['EXCLUDED', 'INCOMPATIBLE'].includes(status.toUpperCase());

const without = (some: readonly Named[], others: readonly Named[]): readonly Named[] =>
  some.filter(({ id }) => !others.some((other) => other.id === id));

const few = (items: readonly Named[]): string => {
  const shown = items.slice(0, FEW).map(({ name }) => name);
  return [...shown, ...(items.length > FEW ? [`${items.length - FEW} more`] : [])].join(', ') || 'none';
};

/** Two devices with one asset tag are most often a slip. */
async function sameAssetTag(
  fleet: DeviceApi,
  device: Device,
  assetTag: string | null | undefined,
): Promise<string | null> {
  if (!assetTag) return null;
  const listed = await attempt(fleet.list({ asset: assetTag }, { limit: 20 }));
  const others = listed.ok
    ? listed.value.devices.filter(
        (other) => other.id !== device.id && other.assetTag?.toLowerCase() === assetTag.toLowerCase(),
      )
    : [];
  if (others.length === 0) return null;
  return `⚠️ ${others.map(({ name }) => name).join(', ')} already ${others.length > 1 ? 'have' : 'has'} asset tag ${assetTag}.`;
}

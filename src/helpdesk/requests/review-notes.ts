import type { Device, LibraryItem, Named } from '../device.ts';
import type { Change, OperationName } from '../operation.ts';
import { setAssetTag, setBlueprint } from '../operations/device-record.ts';
import { canView } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import { attempt, type DeviceApi, type Ports } from '../ports.ts';
import { deviceWord } from '../text.ts';
import { type ChangeDraft, reviewRequest } from './review-request.ts';

/** What was read about single changes, beside what they say by themselves. */
type ChangeNotes = Partial<Record<OperationName, string | null>>;

/** What a move brings and takes, and who has the asset tag already. Where Kandji doesn't say, that is the note, or there is none. */
export async function changeNotes(
  ports: Pick<Ports, 'fleet' | 'policies'>,
  actor: Actor,
  device: Device,
  changes: readonly Change[],
): Promise<ChangeNotes> {
  const [move, same] = await Promise.all([
    libraryMove(ports.fleet, device, changes),
    sameAssetTag(ports, actor, device, changes),
  ]);
  return { 'set-blueprint': move, 'set-asset-tag': same };
}

/** A draft that says what was found out about its own changes, too. */
export const withNotes = (draft: ChangeDraft, notes: ChangeNotes): ChangeDraft => ({
  ...draft,
  consequences: [
    ...draft.consequences,
    ...draft.changes.map(({ operation }) => notes[operation] ?? null).filter((one) => one !== null),
  ],
});

/** The same changes as of an earlier request, reviewed anew with all that a form would have said. @throws Refusal, MdmError */
export async function reviewAgain(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  changes: readonly Change[],
): Promise<ChangeDraft> {
  const draft = await reviewRequest(ports, actor, deviceId, changes);
  return withNotes(draft, await changeNotes(ports, actor, draft.snapshot.device, changes));
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
    return "Couldn't show which library items it gains and loses: Kandji didn't say.";
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

/** Two devices with one asset tag are most often a slip. Only those are named that this person may see. */
async function sameAssetTag(
  { fleet, policies }: Pick<Ports, 'fleet' | 'policies'>,
  actor: Actor,
  device: Device,
  changes: readonly Change[],
): Promise<string | null> {
  const change = changes.find(({ operation }) => operation === 'set-asset-tag');
  const assetTag = change && setAssetTag.params.parse(change.params).assetTag;
  if (!assetTag) return null;
  const listed = await attempt(fleet.list({ asset: assetTag }, { limit: 20 }));
  const others = listed.ok
    ? listed.value.devices.filter(
        (other) =>
          other.id !== device.id &&
          other.assetTag?.toLowerCase() === assetTag.toLowerCase() &&
          canView(policies.current(), actor, other).verdict === 'allowed',
      )
    : [];
  if (others.length === 0) return null;
  return `⚠️ ${others.map(({ name }) => name).join(', ')} already ${others.length > 1 ? 'have' : 'has'} asset tag ${assetTag}.`;
}

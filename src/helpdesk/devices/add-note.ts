import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { deny, frozenRefusal, requireRight, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import type { Actor } from '../policy.ts';
import type { Ports, Sent } from '../ports.ts';
import { pause } from '../retry.ts';
import { CALL_TIMEOUT_MS } from '../timing.ts';

/** How long a submission that Slack delivers twice counts once. */
const SUBMITTED_FOR_MS = 3_600_000;

/** The device on which this person may write a note now. @throws Refusal, recorded; MdmError when the device cannot be read */
export async function prepareNote(ports: Ports, actor: Actor, deviceId: string): Promise<Device> {
  await requireLookBeforeReading(ports, actor, deviceId);
  const { value: device } = await ports.fleet.device(deviceId);
  await requireView(ports, actor, device);
  await requireRight(ports, actor, 'see-notes', device);
  const act = { operations: ['notes'], deviceId };
  if (device.isRemoved)
    return deny(ports, actor, act, 'unavailable', `${device.name} was removed from Kandji.`);
  await requireUnfrozen(ports, actor, act);
  return device;
}

/** How the writing of a note ended. `said`: Kandji's own words, where they are known. */
export interface NoteEnd {
  readonly outcome: 'saved' | 'not-saved' | 'unknown';
  readonly said: string | null;
}

/**
 * Writes a note with the person's name on the device's record. It changes nothing on the device, so it is no request; it leaves once,
 * and not while changes are frozen. What it says is on the Kandji record only: people write keys and PINs into notes.
 * @param submissionId of the form, which counts once; for one that had counted, how the first one ended
 * @throws Refusal, recorded; MdmError when the device cannot be read
 */
export async function addNote(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  { text, submissionId }: { readonly text: string; readonly submissionId: string },
): Promise<NoteEnd> {
  const device = await prepareNote(ports, actor, deviceId);
  const said = text.trim();
  const act = { operations: ['notes'], deviceId };
  if (said === '') return deny(ports, actor, act, 'bad-input', 'Write something first.');
  const entry = (result: string) =>
    auditEntry('added-note', actor, {
      device,
      operations: ['note'],
      result,
      policyHash: ports.policies.current()?.hash ?? null,
      text: { form: submissionId },
    });
  const once = { key: `note:${submissionId}`, lifeMs: SUBMITTED_FOR_MS };
  const before = await ports.store.controls.appendUnfrozen(entry(TRYING), once);
  if (before === 'repeated') return endOfFirst(ports, actor, deviceId, submissionId);
  if (before) throw await frozenRefusal(ports, before, actor, act);
  const call = { timeoutMs: CALL_TIMEOUT_MS };
  const sent = await ports.commands.addNote(device.id, `${actor.name} via Slack: ${said}`, call);
  await ports.store.audit
    .append(entry(RESULTS[sent.outcome]))
    .catch((err: unknown) =>
      ports.log.error({ event: 'note.audit_failed', err }, 'Could not store how the writing of a note ended'),
    );
  return { outcome: ENDS[RESULTS[sent.outcome]], said: 'sentence' in sent ? sent.sentence : null };
}

/** So often, and so many ms apart, a second delivery looks whether the first has ended: for as long as a call may take, and a little. */
const LOOK_EVERY_MS = 500;
const LOOKS = (CALL_TIMEOUT_MS + 2_000) / LOOK_EVERY_MS;

async function endOfFirst(
  { store }: Pick<Ports, 'store'>,
  { userId }: Actor,
  deviceId: string,
  submissionId: string,
): Promise<NoteEnd> {
  for (let look = 0; look < LOOKS; look += 1) {
    const entries = await store.audit.history({ action: 'added-note', actorId: userId, deviceId, limit: 20 });
    const end = entries.find(({ text, result }) => text?.form === submissionId && result !== TRYING);
    if (end) return { outcome: ENDS[end.result as keyof typeof ENDS] ?? 'unknown', said: null };
    await pause(LOOK_EVERY_MS);
  }
  return { outcome: 'unknown', said: null };
}

const TRYING = 'trying';
const RESULTS = {
  accepted: 'written',
  'already-set': 'written',
  rejected: 'failed',
  unknown: 'unknown',
} as const satisfies Record<Sent['outcome'], string>;
const ENDS = { written: 'saved', failed: 'not-saved', unknown: 'unknown' } as const;

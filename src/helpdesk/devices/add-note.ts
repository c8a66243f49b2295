import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { deny, frozenRefusal, requireRight, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import type { Actor } from '../policy.ts';
import type { Ports, Sent } from '../ports.ts';
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
    return deny(ports, actor, act, 'not-possible', `${device.name} was removed from Kandji.`);
  await requireUnfrozen(ports, actor, act);
  return device;
}

/**
 * Writes a note with the person's name on the device's record. It changes nothing on the device, so it is no request; it leaves once,
 * and not while changes are frozen. What it says is on the Kandji record only: people write keys and PINs into notes.
 * @param submissionId of the form, which counts once
 * @returns `null` when the form was submitted before
 * @throws Refusal, recorded; MdmError when the device cannot be read
 */
export async function addNote(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  { text, submissionId }: { readonly text: string; readonly submissionId: string },
): Promise<Sent | null> {
  const device = await prepareNote(ports, actor, deviceId);
  const said = text.trim();
  const act = { operations: ['notes'], deviceId };
  if (said === '') return deny(ports, actor, act, 'bad-input', 'Write something first.');
  if (!(await ports.store.firstTime(`note:${submissionId}`, SUBMITTED_FOR_MS))) return null;
  const entry = (result: string) =>
    auditEntry('added-note', actor, {
      device,
      operations: ['note'],
      result,
      policyHash: ports.policies.current()?.hash,
    });
  const freeze = await ports.store.controls.appendUnfrozen(entry('trying'));
  if (freeze) throw await frozenRefusal(ports, freeze, actor, act);
  const call = { timeoutMs: CALL_TIMEOUT_MS };
  const sent = await ports.commands.addNote(device.id, `${actor.name} via Slack: ${said}`, call);
  await ports.store.audit
    .append(entry(RESULTS[sent.outcome]))
    .catch((err: unknown) =>
      ports.log.error({ event: 'note.audit_failed', err }, 'Could not store how the writing of a note ended'),
    );
  return sent;
}

const RESULTS: Readonly<Record<Sent['outcome'], string>> = {
  accepted: 'written',
  'already-set': 'written',
  rejected: 'failed',
  unknown: 'unknown',
};

import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';

/** How the posting of a card ended: `null` when it is there, else why Slack did not take it, in Slack's own word. */
type NotPosted = string | null;

/**
 * A reduced card goes into a channel: it is on the record before anybody can see it. That it was not posted after all, or that
 * no one knows, is an entry of its own.
 * @throws whatever `post` throws: then it may be there or not
 */
export async function shareDevice(
  { store, policies, log }: Ports,
  actor: Actor,
  device: Device,
  channelId: string,
  post: () => Promise<NotPosted>,
): Promise<NotPosted> {
  const record = (result: string, why: string | null = null) =>
    store.audit.append(
      auditEntry('shared', actor, {
        device,
        operations: ['card'],
        result,
        policyHash: policies.current()?.hash,
        text: why === null ? null : { why },
      }),
    );
  await record(channelId);
  const why = await post().catch(async (error: unknown) => {
    await record(`perhaps posted to ${channelId}`).catch((fault: unknown) =>
      log.error(
        { event: 'share.audit_failed', err: fault },
        'Could not store that a card was perhaps not shared',
      ),
    );
    throw error;
  });
  if (why !== null) await record(`not posted to ${channelId}`, why);
  return why;
}

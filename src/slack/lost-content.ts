import type { ModalView } from '@slack/types';
import { isOwn } from '../helpdesk/policy/authorize.ts';
import { authorizeOffer } from '../helpdesk/policy/evaluate-change.ts';
import type { Actor } from '../helpdesk/policy.ts';
import { ownReportContent } from './cases/report.ts';
import { lostContent } from './changes/lost-mode-modal.ts';
import type { AppContext, Interaction } from './interaction.ts';

/** A person who neither turns on Lost Mode nor looks up devices means a report: where they can make none, they hear who helps. @throws Refusal, recorded */
export async function requireLost({ helpdesk }: AppContext, actor: Actor): Promise<void> {
  const held = helpdesk.heldBy(actor);
  if (!held.includes('lookup') && !held.includes('enable-lost-mode'))
    await helpdesk.requireReporter(actor, actor.userId);
}

/**
 * `lost` with a device: its Lost Mode; for the person it is assigned to, who can't turn that on, the form to report it as lost.
 * @throws Refusal, recorded; MdmError when the device cannot be read
 */
export async function lostOrReportContent(
  app: AppContext,
  interaction: Interaction,
  deviceId: string,
  viewId: string,
): Promise<ModalView> {
  const actor = await interaction.actor();
  const policy = app.ports.policies.current();
  const held = app.helpdesk.heldBy(actor);
  const mayReport = policy?.cases != null && held.includes('report-own-lost');
  await requireLost(app, actor);
  if (!mayReport) return lostContent(app, interaction, { deviceId });
  const report = () => ownReportContent(app, interaction, viewId, deviceId);
  // Judged before the device is read: it is reported also while Kandji can't be.
  const early = held.includes('enable-lost-mode') ? null : await report();
  return (
    early ??
    lostContent(app, interaction, { deviceId }, async (device) =>
      held.includes('enable-lost-mode') &&
      isOwn(actor, device) &&
      authorizeOffer(policy, actor, device, 'enable-lost-mode').verdict === 'refused'
        ? report()
        : null,
    )
  );
}

import type { HomeView } from '@slack/types';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import { canUse, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { Text } from '../block-kit/text.ts';
import type { Interaction } from '../interaction.ts';
import { logFailure } from '../log-failure.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { type HomeRequest, homeRequest, renderHome } from './home.ts';

/** Draws the Home tab of whoever opened it: my devices, my requests, those that wait for me, help. What fails is said there. */
export async function publishHome(app: AppContext, interaction: Interaction): Promise<void> {
  const view = await homeOf(app, interaction).catch((error: unknown) => {
    logFailure(app.ports.log, error);
    const refused = notice(error, { what: null, reference: interaction.ref, command: interaction.command });
    return renderHome({
      refused,
      devices: null,
      mine: [],
      waiting: null,
      now: app.now(),
      command: app.command,
    });
  });
  await app.client.views.publish({ user_id: interaction.userId, view });
}

async function homeOf(app: AppContext, interaction: Interaction): Promise<HomeView> {
  const actor = await interaction.actor();
  const refused = denyNonMember(actor);
  const now = app.now();
  const { command } = app;
  return refused
    ? renderHome({ refused, devices: null, mine: [], waiting: null, now, command })
    : renderHome({
        refused: null,
        now,
        command,
        devices: await myDevices(app, interaction, actor),
        mine: (await app.helpdesk.listRequests(actor, 'mine', 10)).map(homeRequest),
        waiting: await waitingFor(app, actor),
      });
}

async function myDevices(app: AppContext, interaction: Interaction, actor: Actor) {
  if (canUse(app.ports.policies.current(), actor, 'lookup-own', null).verdict !== 'allowed') return null;
  try {
    const { first } = await app.helpdesk.lookFor(actor, { by: 'mine', platforms: [] });
    return first.devices;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return notice(error, {
      what: 'your devices',
      reference: interaction.ref,
      command: interaction.command,
    }) as Text;
  }
}

async function waitingFor(app: AppContext, actor: Actor): Promise<readonly HomeRequest[] | null> {
  const waiting = await app.helpdesk.waitingFor(actor);
  return waiting?.map(homeRequest) ?? null;
}

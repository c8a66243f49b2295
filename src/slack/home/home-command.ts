import type { HomeView } from '@slack/types';
import type { Actor } from '../../helpdesk/actor.ts';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import { canUse, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import type { Text } from '../block-kit/text.ts';
import type { Interaction } from '../interaction.ts';
import { logFailure } from '../log-failure.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { type HomeRequest, homeRequest, renderHome } from './home.ts';

/** Draws the Home tab of whoever opened it: my devices, my requests, those that wait for me, help. What fails is said there. */
export async function publishHome(room: AppContext, press: Interaction): Promise<void> {
  const view = await homeOf(room, press).catch((error: unknown) => {
    logFailure(room.ports.log, error);
    const refused = notice(error, { what: null, reference: press.ref, command: press.command });
    return renderHome({
      refused,
      devices: null,
      mine: [],
      waiting: null,
      now: room.now(),
      command: room.command,
    });
  });
  await room.client.views.publish({ user_id: press.userId, view });
}

async function homeOf(room: AppContext, press: Interaction): Promise<HomeView> {
  const actor = await press.actor();
  const refused = denyNonMember(actor);
  const now = room.now();
  const { command } = room;
  return refused
    ? renderHome({ refused, devices: null, mine: [], waiting: null, now, command })
    : renderHome({
        refused: null,
        now,
        command,
        devices: await myDevices(room, press, actor),
        mine: (await room.helpdesk.listRequests(actor, 'mine', 10)).map(homeRequest),
        waiting: await waitingFor(room, actor),
      });
}

async function myDevices(room: AppContext, press: Interaction, actor: Actor) {
  if (canUse(room.ports.policies.current(), actor, 'lookup-own', null).verdict !== 'allowed') return null;
  try {
    const { first } = await room.helpdesk.lookFor(actor, { by: 'mine', platforms: [] });
    return first.devices;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(room.ports.log, error);
    return notice(error, { what: 'your devices', reference: press.ref, command: press.command }) as Text;
  }
}

async function waitingFor(room: AppContext, actor: Actor): Promise<readonly HomeRequest[] | null> {
  const waiting = await room.helpdesk.waitingFor(actor);
  return waiting?.map(homeRequest) ?? null;
}

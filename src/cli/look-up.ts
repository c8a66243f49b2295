import { denyNonMember } from '../helpdesk/policy/authorize.ts';
import { traitsOf } from '../helpdesk/policy/evaluate-change.ts';
import type { DeviceTraits, Policy } from '../helpdesk/policy.ts';
import { createKandji } from '../kandji/index.ts';
import { createUsers } from '../slack/users.ts';
import { fewCalls, fixedPolicy, slackClient } from './clients.ts';
import type { Settings } from './settings.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A person's roles as Slack's groups give them now. @throws Error with a sentence when Slack does not tell */
export async function findUserById(
  settings: Settings,
  policy: Policy,
  userId: string,
): Promise<{ readonly roles: readonly string[]; readonly refusal: string | null }> {
  const client = slackClient(settings);
  const { team_id: teamId = '' } = await client.auth.test();
  const identity = createUsers({
    client,
    policies: fixedPolicy(policy),
    teamId: teamId,
    log: silent,
  });
  const actor = await identity.actor(userId, 'decide');
  return { roles: actor.roles, refusal: denyNonMember(actor) };
}

/** What a rule may be about of the device with exactly this serial. @throws Error with a sentence when there is none */
export async function findDeviceBySerial(settings: Settings, serial: string): Promise<DeviceTraits> {
  const { fleet } = createKandji({ ...settings.kandji, budget: fewCalls, log: silent });
  const { value } = await fleet.list({ serial });
  const found = value.devices.find((device) => device.serialNumber.toLowerCase() === serial.toLowerCase());
  if (!found) throw new Error(`Kandji has no device with the serial ${serial}.`);
  return traitsOf(found);
}

import type { World } from '../e2e/harness.ts';
import type { Output } from './outputs.ts';

/** A value that must not be seen, except where it belongs. */
export interface Secret {
  readonly name: string;
  readonly value: string;
  /** Where it may stand all the same. */
  readonly mayStandIn?: (where: string) => boolean;
}

/** Where each secret was found, a sentence a piece. */
export const leaks = (outputs: readonly Output[], secrets: readonly Secret[]): string[] => [
  ...new Set(
    outputs.flatMap(({ where, text }) =>
      secrets
        .filter(({ value, mayStandIn }) => text.includes(value) && !mayStandIn?.(where))
        .map(({ name }) => `${name} in ${where}`),
    ),
  ),
];

/** Where someone is lost is drawn in a modal, for one person who may see it, and goes nowhere else. */
const inAModal = (where: string): boolean => where.startsWith('views.') || where.startsWith('the ack of ');

/** Everything in this world that no one may read in the app's output. */
export function secretsIn(world: World, auditKey: string): Secret[] {
  const { slack, kandji } = world;
  const minted = slack.traffic.flatMap((entry) => (entry.kind === 'delivery' ? namedIn(entry.payload) : []));
  const locations = kandji.tenant.devices.flatMap(({ lostMode }) => lostMode?.location ?? []);
  return [
    { name: 'the bot token', value: slack.botToken },
    { name: 'the signing secret', value: slack.signingSecret },
    { name: 'the app token', value: slack.appToken },
    { name: 'the Kandji token', value: kandji.token },
    { name: 'the audit key', value: auditKey },
    ...minted,
    ...locations.flatMap(({ latitude, longitude }) => [
      { name: 'a latitude', value: latitude, mayStandIn: inAModal },
      { name: 'a longitude', value: longitude, mayStandIn: inAModal },
    ]),
  ];
}

/** The trigger and the response_url of a payload; of the latter the part that no one could guess. */
function namedIn({ trigger_id, response_url }: Readonly<Record<string, unknown>>): Secret[] {
  const found: Secret[] = [];
  if (typeof trigger_id === 'string') found.push({ name: 'a trigger_id', value: trigger_id });
  const path = typeof response_url === 'string' ? response_url.split('/').at(-1) : undefined;
  if (path) found.push({ name: 'a response_url', value: path });
  return found;
}

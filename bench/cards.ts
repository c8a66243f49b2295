import type { Device, Kandji } from '../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, larkfield, type WorldSeed } from '../packages/slack-sandbox/src/index.ts';
import { makeBed } from './bed.ts';
import { atMost, type Figure, figure, type Measurement, median, ms, ratio } from './figure.ts';

const LATENCY_MS = 200;
const DEVICES = 15;
const PEOPLE = 100;
const ANA = 'U0ANA';
const HELP = 'C0HELP';

/** From a signed slash command to the card on the person's screen, and how many Kandji calls that costs. */
export const cards: Measurement = {
  name: 'cards',
  title: `From a serial to the card (every call to Kandji takes ${LATENCY_MS} ms; ${DEVICES} devices, median)`,
  async run() {
    const bed = await makeBed({ latency: LATENCY_MS, world: withViewers(larkfield()) });
    try {
      await bed.startHelpdesk();
      const devices = bed.kandji.tenant.devices.filter(
        ({ serial, name }) => serial.length >= 10 && name !== '',
      );
      const [warm, ofMany, byId, ...others] = devices;
      if (!warm || !ofMany || !byId) throw new Error('the tenant is too small');
      await card(bed.slack, ANA, `find serial:${warm.serial}`);
      const chain: number[] = [];
      const took: number[] = [];
      for (const device of others.slice(0, DEVICES)) {
        chain.push(await slowestChain(bed.kandji, device));
        took.push(await card(bed.slack, ANA, `find serial:${device.serial}`));
      }
      return [
        figure('list, then details and status together: bare fetches', median(chain), ms),
        figure('/kandji find serial:X → card', median(took), ms),
        atMost('card ÷ bare fetches', median(took) / median(chain), 1.15, ratio(3)),
        ...(await calls(bed, ofMany, byId)),
      ];
    } finally {
      await bed.close();
    }
  },
};

async function calls(
  { slack, kandji }: { slack: LocalSlack; kandji: Kandji },
  device: Device,
  byId: Device,
): Promise<Figure[]> {
  const spent = async (act: () => Promise<unknown>) => {
    const before = kandji.received().length;
    await act();
    return kandji.received().length - before;
  };
  const typed = `find serial:${device.serial}`;
  const hundred = await spent(() => Promise.all(viewers().map((who) => card(slack, who, typed))));
  const again = await spent(() => card(slack, ANA, typed));
  const id = await spent(() => card(slack, ANA, byId.id));
  kandji.advance();
  const { serial } = kandji.tenant.devices.at(-1) ?? device;
  const one = await spent(() => card(slack, ANA, `find serial:${serial}`));
  return [
    atMost('Kandji calls from a serial filter', one, 3, String),
    atMost('Kandji calls from an id', id, 3, String),
    atMost('Kandji calls again inside the cache window', again, 0, String),
    atMost(`Kandji calls of ${PEOPLE} people at once, as many as of one`, hundred, one, String),
  ];
}

/** What no app could be faster than: the device by its serial, then what the card needs of it, together. */
async function slowestChain({ url, token }: Kandji, { serial, id }: Device): Promise<number> {
  const ask = async (path: string) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    await answer.json();
  };
  const began = performance.now();
  await ask(`/devices?limit=300&serial_number=${encodeURIComponent(serial)}`);
  await Promise.all([ask(`/devices/${id}/details`), ask(`/devices/${id}/status`)]);
  return performance.now() - began;
}

/** Types after `/kandji` and waits until the card is on the screen. @returns ms */
async function card(slack: LocalSlack, who: string, typed: string): Promise<number> {
  const person = slack.as(who);
  const cards = () =>
    person.sees(HELP).filter(({ blocks }) => JSON.stringify(blocks).includes('device.show'));
  const before = cards().length;
  const began = performance.now();
  await person.command(HELP, `/kandji ${typed}`);
  await slack.until(() => cards().length > before, `the card for ${typed}`, 20_000);
  return performance.now() - began;
}

const viewers = (): string[] => Array.from({ length: PEOPLE }, (_, index) => `U0VIEWER${index}`);

/** Larkfield, with a hundred more people at the helpdesk. */
function withViewers(home: WorldSeed): WorldSeed {
  const { id: teamId } = home.team;
  const more = viewers().map((id) => ({
    id,
    name: id.toLowerCase(),
    realName: id,
    email: `${id}@larkfield.example`,
    teamId,
  }));
  return {
    ...home,
    users: [...home.users, ...more],
    channels: home.channels.map((channel) =>
      channel.id === HELP ? { ...channel, members: [...channel.members, ...viewers()] } : channel,
    ),
    usergroups: home.usergroups.map((group) =>
      group.id === 'S0HELPDESK' ? { ...group, users: [...group.users, ...viewers()] } : group,
    ),
  };
}

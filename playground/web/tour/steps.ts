import type { WireTraffic } from '../../page/wire.ts';

/** One step of the tour; `done` looks at what really happened, in any window and by any person. */
export interface Step {
  readonly title: string;
  readonly text: string;
  /** Whose step it is, as the picker describes people. */
  readonly as: 'agent' | 'approver';
  /** Where it happens, by the channel's name. */
  readonly where: string;
  /** Can be put into the composer; empty when nothing is to be typed. */
  readonly type: string;
  done(traffic: readonly WireTraffic[]): boolean;
}

const ok = (row: WireTraffic): boolean => row.outcome === 'ok';

function commandWith(pattern: RegExp): (row: WireTraffic) => boolean {
  return (row) => row.kind === 'slash_command' && ok(row) && pattern.test(row.title);
}

function calledAfter(
  traffic: readonly WireTraffic[],
  first: (row: WireTraffic) => boolean,
  then: (row: WireTraffic) => boolean,
): boolean {
  const start = traffic.find(first);
  return start !== undefined && traffic.some((row) => row.at >= start.at && then(row));
}

const toKandji = (method: string, pattern: RegExp) => (row: WireTraffic) =>
  row.to === 'Kandji' && row.kind === method && ok(row) && pattern.test(row.title);

const submitted = (row: WireTraffic): boolean => row.kind === 'view_submission' && ok(row);

/** Commands that find no device. */
const NO_SEARCH =
  /^\/kandji (?:(?:help|history|freeze|unfreeze|on-?hold|requests?|reports?|can)\b|(?:lost|watch)(?: *$| +[@<]))/i;

const search = (row: WireTraffic): boolean => commandWith(/^\/kandji \S/)(row) && !NO_SEARCH.test(row.title);

/** The card in the approvals channel. */
const requested = (row: WireTraffic): boolean =>
  /^chat\.postMessage #/.test(row.title) && /requests: turn off lost mode/i.test(row.text) && ok(row);

export const STEPS: readonly Step[] = [
  {
    title: 'Find a device',
    text: 'In #it-helpdesk, type a name, a serial or an asset tag after /kandji.',
    as: 'agent',
    where: 'it-helpdesk',
    type: '/kandji warehouse ipad',
    done: (traffic) => calledAfter(traffic, search, toKandji('GET', /^\/devices/)),
  },
  {
    title: 'Open a panel',
    text: 'On the card, choose Library items in More…, or type it.',
    as: 'agent',
    where: 'it-helpdesk',
    type: '/kandji library J9K2L7PQ4R',
    done: (traffic) =>
      calledAfter(
        traffic,
        (row) =>
          commandWith(/\b(?:library|parameters|apps|activity|details)\b/)(row) ||
          (row.kind === 'block_actions' && row.title === 'device.show'),
        (row) => row.title === 'views.open' && ok(row),
      ),
  },
  {
    title: 'Change the asset tag',
    text: 'Press Update, give the iPad a new asset tag, review it and save.',
    as: 'agent',
    where: 'it-helpdesk',
    type: '/kandji update J9K2L7PQ4R asset LF-IPD-99',
    done: (traffic) => traffic.some(toKandji('PATCH', /^\/devices\//)),
  },
  {
    title: 'Request: turn off Lost Mode',
    text: 'The iPad is in Lost Mode. Turning it off needs an approval, so it becomes a request.',
    as: 'agent',
    where: 'it-helpdesk',
    type: '/kandji lost J9K2L7PQ4R',
    done: (traffic) =>
      calledAfter(traffic, (row) => submitted(row) && row.title.endsWith('.review'), requested),
  },
  {
    title: 'Approve it as someone else',
    text: 'You can’t approve your own request. An approver, such as Ben, can: in 🔒 device-approvals.',
    as: 'approver',
    where: 'device-approvals',
    type: '',
    done: (traffic) => {
      const card = traffic.find(requested);
      const after = card ? traffic.filter(({ at }) => at >= card.at) : [];
      return calledAfter(
        after,
        (row) => submitted(row) && row.title === 'request.approve',
        toKandji('POST', /disablelostmode/),
      );
    },
  },
  {
    title: 'Read the history',
    text: 'Who requested it, who approved it, when, and the outcome.',
    as: 'agent',
    where: 'it-helpdesk',
    type: '/kandji history J9K2L7PQ4R',
    done: (traffic) => traffic.some(commandWith(/\bhistory\b/)),
  },
  {
    title: 'Steal two accounts',
    text: 'Open ⚡ Faults and press Steal both accounts. A safety limit stops them: see the card in 🔒 device-approvals.',
    as: 'approver',
    where: 'device-approvals',
    type: '',
    done: (traffic) =>
      traffic.some(
        (row) => /^chat\.postMessage #/.test(row.title) && /safety limit reached/i.test(row.text) && ok(row),
      ),
  },
];

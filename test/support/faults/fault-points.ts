import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { RequestState } from '../../../src/helpdesk/request.ts';
import type { NextState } from '../../../src/helpdesk/store-port.ts';

/** One place in the life of a request where a process may die or stand still: before or after each arrow of the story. */
export type Point =
  | `${'before' | 'after'} asking`
  /** A change of the request, by its audit action: inside its transaction, and once it is committed. */
  | `${'inside' | 'after'} ${'approved' | 'sending' | 'sent' | 'completed' | 'lost-track' | 'settled' | 'showing' | 'shown'}`
  | `${'before' | 'after'} taking up`
  /** Of what is there before the command. */
  | 'after reading'
  | `${'before' | 'after'} ${'the call' | 'the note' | 'the key' | 'its window'}`
  /** A report of a lost device, and what is posted of its case. */
  | `${'before' | 'after'} ${'reporting' | 'a case change' | 'case card' | 'case line' | 'case message'}`
  /** What is said by itself about the fleet; a watch ends before its message. */
  | `${'before' | 'after'} ${FleetStep}`
  /** The approvers' card of a request in this state, or a message about it. */
  | `${'before' | 'after'} ${'card' | 'message'} ${RequestState}`;

type FleetStep = 'message to a person' | 'news' | 'watch end' | 'watch message' | 'digest';

/** Stands between the helpdesk and its world and says where it is; `at` may never come back, or late. */
export const faultPoints =
  (at: (point: Point) => void | Promise<void>) =>
  (ports: Ports): Ports => {
    const { requests, cases } = ports.store;
    type Around =
      | FleetStep
      | 'the call'
      | 'the note'
      | 'the key'
      | 'its window'
      | 'reporting'
      | 'a case change'
      | 'case card'
      | 'case line'
      | 'case message';
    const around = async <T>(what: Around, act: () => Promise<T>): Promise<T> => {
      await at(`before ${what}`);
      const done = await act();
      await at(`after ${what}`);
      return done;
    };
    return {
      ...ports,
      fleet: {
        ...ports.fleet,
        deviceCommands: async (...read) => {
          const reading = await ports.fleet.deviceCommands(...read);
          await at('after reading');
          return reading;
        },
      },
      commands: {
        ...ports.commands,
        updateDevice: (...call) => around('the call', () => ports.commands.updateDevice(...call)),
        enableLostMode: (...call) => around('the call', () => ports.commands.enableLostMode(...call)),
        disableLostMode: (...call) => around('the call', () => ports.commands.disableLostMode(...call)),
        addNote: (...call) => around('the note', () => ports.commands.addNote(...call)),
      },
      keys: { read: (...read) => around('the key', () => ports.keys.read(...read)) },
      keyWindows: {
        ...ports.keyWindows,
        show: (...shown) => around('its window', () => ports.keyWindows.show(...shown)),
      },
      notices: {
        ...ports.notices,
        draw: async (card, request, beside) => {
          const what = card.place === 'approvals' ? 'card' : card.place === 'requester' ? 'message' : null;
          if (what) await at(`before ${what} ${request.state}`);
          const drawn = await ports.notices.draw(card, request, beside);
          if (what) await at(`after ${what} ${request.state}`);
          return drawn;
        },
      },
      caseNotices: {
        ...ports.caseNotices,
        draw: (one) => around('case card', () => ports.caseNotices.draw(one)),
        post: (...event) => around('case line', () => ports.caseNotices.post(...event)),
        tell: (...event) => around('case message', () => ports.caseNotices.tell(...event)),
      },
      fleetNotices: {
        sendMessage: (...sent) =>
          around('message to a person', () => ports.fleetNotices.sendMessage(...sent)),
        tellSender: (...news) => around('news', () => ports.fleetNotices.tellSender(...news)),
        tellWatch: (...end) => around('watch message', () => ports.fleetNotices.tellWatch(...end)),
        postDigest: (...digest) => around('digest', () => ports.fleetNotices.postDigest(...digest)),
      },
      store: {
        ...ports.store,
        watches: {
          ...ports.store.watches,
          end: (...ended) => around('watch end', () => ports.store.watches.end(...ended)),
        },
        cases: {
          ...cases,
          open: (...report) => around('reporting', () => cases.open(...report)),
          change: (...change) => around('a case change', () => cases.change(...change)),
        },
        requests: {
          ...requests,
          submit: async (...asked) => {
            await at('before asking');
            const submitted = await requests.submit(...asked);
            await at('after asking');
            return submitted;
          },
          change: async (requestId, next, locking) => {
            let after: NextState | null = null;
            const noting: typeof next = (row, lease) => {
              after = next(row, lease);
              const inside = after && pointOf('inside', after);
              if (inside) void at(inside);
              return after;
            };
            const result = await requests.change(requestId, noting, locking);
            const committed = result?.changed && after && pointOf('after', after);
            if (committed) await at(committed);
            return result;
          },
          claimDue: async (owner, leaseMs) => {
            const waiting = await requests.list({ states: ['claimed'], limit: 1 });
            if (waiting.length > 0) await at('before taking up');
            const taken = await requests.claimDue(owner, leaseMs);
            if (taken?.state === 'claimed') await at('after taking up');
            return taken;
          },
        },
      },
    };
  };

function pointOf(when: 'inside' | 'after', { entry: { action } }: NextState): Point | null {
  switch (action) {
    case 'approved':
    case 'sending':
    case 'sent':
    case 'completed':
    case 'lost-track':
    case 'settled':
    case 'showing':
    case 'shown':
      return `${when} ${action}`;
    default:
      return null;
  }
}

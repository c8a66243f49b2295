import type { Person, SeenMessage, SeenView, Where } from '../../packages/slack-sandbox/src/person/types.ts';
import type { Playground } from '../start.ts';

export const ANA = 'U0ANA'; // agent
export const BEN = 'U0BEN'; // approver
export const LEA = 'U0LEA'; // approver
export const VERA = 'U0VERA'; // viewer
export const NOOR = 'U0NOOR'; // employee without a role
export const DANA = 'U0DANA'; // employee without a role

export const MAC = 'H4TX90QLM2';
export const LOST_IPAD = 'J9K2L7PQ4R';
export const IPHONE = 'F2LDN0IPHN';

const HELP = 'C0HELP';
/** A busy machine still gets its pictures. */
const PATIENCE_MS = 30_000;

/** Steps that bring a playground into a state, each taken by a person at their Slack. */
export interface PictureContext extends Playground {
  /** Types after `/kandji` in #it-helpdesk. */
  types(who: string, text: string): Promise<void>;
  /** The top modal of this person once it says this. */
  modal(who: string, says: string | RegExp): Promise<SeenView>;
  /** The newest message that says this; `where` is a channel, or `dm`. */
  message(who: string, says: string | RegExp, where?: string): Promise<SeenMessage>;
  /** Presses the button, the first one where a list has several. */
  presses(who: string, where: Where, actionId: string, value?: RegExp): Promise<void>;
  closeAll(who: string): Promise<void>;
}

/** @param patienceMs how long a scene waits for what it must show */
export function pictureContext(playground: Playground, patienceMs = PATIENCE_MS): PictureContext {
  const { slack } = playground;
  const as = (who: string): Person => slack.as(who);
  return {
    ...playground,
    async types(who, text) {
      await as(who).command(HELP, `/kandji ${text}`);
    },
    modal: (who, says) =>
      slack.until(
        () => {
          const view = as(who).topView();
          return view && !view.busy && fits(`${view.title}\n${view.words}`, says) ? view : null;
        },
        `a modal that says ${says}`,
        patienceMs,
      ),
    message: (who, says, where = HELP) =>
      slack.until(
        () =>
          as(who)
            .sees(where === 'dm' ? as(who).dmId() : where)
            .findLast(({ words }) => fits(words, says)),
        `a message that says ${says}`,
        patienceMs,
      ),
    async presses(who, where, actionId, value = /(?:)/u) {
      const wanted = valuesOf(where, actionId).find((one) => value.test(one));
      await as(who).press(where, actionId, wanted === undefined ? {} : { value: wanted });
    },
    async closeAll(who) {
      for (let top = as(who).topView(); top !== undefined; top = as(who).topView()) await as(who).close(top);
    },
  };
}

const fits = (text: string, says: string | RegExp): boolean =>
  typeof says === 'string' ? text.includes(says) : says.test(text);

function valuesOf({ blocks }: Where, actionId: string): string[] {
  const found: string[] = [];
  JSON.stringify(blocks, (_key, part: unknown) => {
    const button = part as { action_id?: unknown; value?: unknown } | null;
    if (typeof part === 'object' && button?.action_id === actionId) found.push(String(button.value));
    return part;
  });
  return found;
}

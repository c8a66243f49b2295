import type { Person } from '../../packages/slack-sandbox/src/index.ts';
import type { FaultInjection } from './fault-injection.ts';
import { fillIn, messageOf, useElement, viewOf, whereIs } from './input.ts';
import type { PageOptions } from './options.ts';
import type { Answer, PageActionName, PageActions } from './wire.ts';

type Does = { [D in PageActionName]: (person: Person, body: PageActions[D]) => Promise<Answer> };

const DONE: Answer = { ok: true };
/** As Slack says it at an element whose app did not answer. */
const NO_ANSWER: Answer = { ok: false, error: 'This app didn’t answer. Try again?' };

/** Everything that a window can ask for, each carried out as its person. */
export function pageActions(
  { restartApp }: PageOptions,
  faults: FaultInjection,
  stolen: { start(): void },
): Does {
  const after = (change: () => void): Promise<Answer> => {
    change();
    return Promise.resolve(DONE);
  };
  return {
    async command(person, { channel, text }) {
      const { notice } = await person.command(channel, text);
      return notice === undefined ? DONE : { ok: false, error: notice };
    },
    async say(person, { channel, text, threadTs }) {
      await person.say(channel, text, threadTs === '' ? {} : { threadTs });
      return DONE;
    },
    async act(person, { place, blockId, actionId, state, values }) {
      const where = whereIs(person, place);
      if (where.kind === 'view') await fillIn(person, where, values);
      const acked = await useElement(person, where, { blockId, actionId }, state);
      return acked ? DONE : NO_ANSWER;
    },
    async suggest(person, { place, actionId, text }) {
      const options = await person.suggest(whereIs(person, place), actionId, text);
      return { ok: true, options };
    },
    submit: (person, { viewId, values }) => submit(person, viewId, values),
    async close(person, { viewId, all }) {
      const views = person.views();
      const from = all ? views[0] : views.find((view) => view.id === viewId);
      for (const view of views.toReversed()) {
        if (viewOf(person, view.id) !== undefined) await person.close(view);
        if (view.id === from?.id) break;
      }
      return DONE;
    },
    async shortcut(person, { callbackId }) {
      const { acked } = await person.shortcut(callbackId);
      return acked ? DONE : NO_ANSWER;
    },
    async messageShortcut(person, { callbackId, channel, ts }) {
      const message = messageOf(person, channel, ts);
      if (message === undefined) return { ok: false, error: 'That message is not there any more.' };
      const { acked } = await person.messageShortcut(callbackId, message);
      return acked ? DONE : NO_ANSWER;
    },
    async home(person) {
      await person.openHome();
      return DONE;
    },
    kandji: (_person, body) => after(() => faults.kandji(body.faults)),
    slack: (_person, body) => after(() => faults.slack(body.faults)),
    device: (_person, { id, mood }) => after(() => faults.device(id, mood)),
    forward: (_person, { ms }) => after(() => faults.forward(ms)),
    stolen: () => after(() => stolen.start()),
    async restart() {
      if (restartApp === undefined) return { ok: false, error: 'This playground cannot restart the app.' };
      await restartApp();
      return DONE;
    },
  };
}

/** Errors under inputs and "trouble connecting" are drawn in the view itself. */
async function submit(
  person: Person,
  viewId: string,
  values: PageActions['submit']['values'],
): Promise<Answer> {
  const view = viewOf(person, viewId);
  if (view === undefined) return { ok: false, error: 'That is not there any more.' };
  await fillIn(person, view, values);
  const { error } = await person.submit(view);
  return error === undefined ? DONE : { ok: false, error };
}

import { Refused } from '../api/method.ts';
import { refuseDuplicate, viewSource } from '../api/views.ts';
import { placedElements } from '../blocks.ts';
import type { Core } from '../core.ts';
import { isObject, type JsonObject } from '../json.ts';
import { submissionPayload } from '../sender/payloads.ts';
import type { Delivery } from '../traffic.ts';
import type { StoredView } from '../views/types.ts';
import type { User } from '../world/types.ts';
import { placeOf } from './place.ts';
import { clientErrors } from './required.ts';
import { seeView } from './seen.ts';
import type { SeenView, SubmitResult } from './types.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** Presses the submit button of the top view. */
export async function submit(core: Core, user: User, seen: SeenView): Promise<SubmitResult> {
  const place = placeOf(core, user, seen);
  if (place.kind !== 'view' || place.view.submit === undefined)
    throw new Error(`"${seen.title}" has no submit button.`);
  const { view } = place;
  if (view.busy) throw new Error(`"${seen.title}" is being submitted: its button is grey.`);
  const errors = clientErrors(view);
  core.views.change(view, { errors, trouble: undefined });
  if (Object.keys(errors).length > 0) return { errors };
  core.views.change(view, { busy: true });
  const payload = submissionPayload(core, user, view);
  const name = view.callbackId;
  const delivery = await core.sender.send({ type: 'view_submission', name, user: user.id, payload });
  core.views.change(view, { busy: false });
  return { delivery, ...obey(core, view, delivery) };
}

/** Does what the acknowledgement says; anything Slack does not understand is "trouble connecting". */
function obey(core: Core, view: StoredView, delivery: Delivery): SubmitResult {
  try {
    if (delivery.outcome !== 'ok') throw new Refused(delivery.outcome);
    if (delivery.ack !== undefined && !isObject(delivery.ack))
      throw new Refused('the acknowledgement is not JSON');
    const gone = !core.views.stack(view.userId).includes(view);
    return gone ? { closed: true } : respondTo(core, view, delivery.ack ?? {});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const found = Array.isArray(error.extra.errors) ? error.extra.errors.map(String) : [];
    core.log.blame(delivery, [error.error, ...found]);
    core.views.change(view, { trouble: TROUBLE });
    return { error: TROUBLE };
  }
}

function respondTo(core: Core, view: StoredView, answer: JsonObject): SubmitResult {
  switch (answer.response_action) {
    case undefined:
      core.views.close(view);
      return { closed: true };
    case 'clear':
      core.views.closeAll(view.userId);
      return { closed: true };
    case 'errors':
      return showErrors(core, view, answer.errors);
    case 'update': {
      const source = viewSource(answer.view, 'modal');
      refuseDuplicate(core, source, view);
      core.views.update(view, source);
      return { updated: seeView(view) };
    }
    case 'push': {
      const source = viewSource(answer.view, 'modal');
      refuseDuplicate(core, source);
      const pushed = core.views.push(view.userId, source);
      if (pushed === 'push_limit_reached') throw new Refused(pushed);
      return { pushed: seeView(pushed) };
    }
    default:
      throw new Refused(`unknown response_action: ${String(answer.response_action)}`);
  }
}

/** Errors belong to input blocks of this view; any other key makes Slack show its generic sentence. */
function showErrors(core: Core, view: StoredView, given: unknown): SubmitResult {
  const entries = isObject(given) ? Object.entries(given) : [];
  const inputs = placedElements(view.blocks).filter((placed) => placed.inInput);
  const strange = entries.find(([id]) => !inputs.some((placed) => placed.blockId === id));
  if (entries.length === 0) throw new Refused('errors are missing');
  if (strange !== undefined)
    throw new Refused(`errors: "${strange[0]}" is not the block_id of an input block`);
  const errors = Object.fromEntries(entries.map(([id, text]): [string, string] => [id, String(text)]));
  core.views.change(view, { errors });
  return { errors };
}

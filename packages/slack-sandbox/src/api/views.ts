import type { Core } from '../core.ts';
import { isObject, type JsonObject, stringOf } from '../json.ts';
import { viewProblems } from '../limits/index.ts';
import type { Trigger } from '../triggers.ts';
import { viewOutput } from '../views/output.ts';
import type { StoredView, ViewSource } from '../views/types.ts';
import { type Method, need, Refused, refuseProblems } from './method.ts';

/** A view that the app sent, checked as Slack checks it. Throws `invalid_arguments` and `view_too_large`. */
export function viewSource(value: unknown, type: 'modal' | 'home'): ViewSource {
  refuseProblems(viewProblems(value), 'invalid_arguments');
  if (!isObject(value) || value.type !== type) {
    const messages = [`[ERROR] unsupported type: expected ${type} [json-pointer:/view/type]`];
    throw new Refused('invalid_arguments', { response_metadata: { messages } });
  }
  return { ...value, type };
}

/** Throws `duplicate_external_id` when another open view has it. */
export function refuseDuplicate(core: Core, source: ViewSource, self?: StoredView): void {
  const externalId = stringOf(source.external_id) ?? '';
  if (externalId === '') return;
  const other = core.views.find({ externalId });
  if (other !== undefined && other !== self) throw new Refused('duplicate_external_id');
}

function spendTrigger(core: Core, args: JsonObject): Trigger {
  const trigger = core.triggers.spend(
    stringOf(args.trigger_id) ?? stringOf(args.interactivity_pointer) ?? '',
  );
  if (typeof trigger === 'string') throw new Refused(trigger);
  return trigger;
}

function answer(core: Core, view: StoredView): JsonObject {
  return { view: viewOutput(view, core.world) };
}

const open: Method = {
  run(args, core) {
    const source = viewSource(args.view, 'modal');
    refuseDuplicate(core, source);
    const trigger = spendTrigger(core, args);
    return answer(core, core.views.open(trigger.userId, source));
  },
};

const push: Method = {
  run(args, core) {
    const source = viewSource(args.view, 'modal');
    refuseDuplicate(core, source);
    const trigger = spendTrigger(core, args);
    const fromModal = core.views.stack(trigger.userId).some((view) => view.id === trigger.viewId);
    if (!fromModal) throw new Refused('not_found');
    const view = core.views.push(trigger.userId, source);
    if (view === 'push_limit_reached') throw new Refused(view);
    return answer(core, view);
  },
};

function checkHash(args: JsonObject, view: StoredView): void {
  const hash = args.hash;
  if (hash !== undefined && hash !== view.hash) throw new Refused('hash_conflict');
}

const update: Method = {
  run(args, core) {
    const id = stringOf(args.view_id);
    const externalId = stringOf(args.external_id);
    if (id === undefined && externalId === undefined) need(args, 'view_id');
    const source = viewSource(args.view, 'modal');
    const by = id !== undefined ? { id } : { externalId: externalId ?? '' };
    const view = core.views.find(by);
    if (view === undefined || view.type !== 'modal') throw new Refused('not_found');
    checkHash(args, view);
    refuseDuplicate(core, source, view);
    core.views.update(view, source);
    return answer(core, view);
  },
};

const publish: Method = {
  run(args, core) {
    const user = core.world.users.get(need(args, 'user_id'));
    if (user === undefined) throw new Refused('user_not_found');
    if (!core.manifest.homeTab) throw new Refused('not_enabled');
    const source = viewSource(args.view, 'home');
    const known = core.views.home(user.id);
    if (known !== undefined) checkHash(args, known);
    refuseDuplicate(core, source, known);
    return answer(core, core.views.publish(user.id, source));
  },
};

export const VIEWS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

import type { PlainTextOption } from '@slack/types';
import { FleetError } from '../../../helpdesk/fleet-error.ts';
import type { ShownList } from '../../../helpdesk/showing/record-list.ts';
import { LIMITS } from '../../blocks.ts';
import { nobodyOption } from '../../operations/assign-user.ts';
import { optionName, pickOption } from '../../operations/pick-option.ts';
import { suggest } from '../../operations/suggest.ts';
import { foreign } from '../../words.ts';
import type { OptionsListener } from '../kinds.ts';
import { deviceOf } from './remembered-form.ts';

/**
 * Lists are for those whose form is open: the form was opened for them, and only then. A list that cannot be read is empty.
 * That somebody was shown one is on the record before they see it.
 */
const forTheirForm =
  (list: ShownList['list'], choices: OptionsListener): OptionsListener =>
  async (room, press, typed, given) => {
    const row = press.viewId ? await room.ports.store.views.get(press.viewId) : null;
    if (row?.userId !== press.userId) return [];
    try {
      const found = await choices(room, press, typed, given);
      if (found.length > 0)
        await room.helpdesk.recordList(press.userId, {
          list,
          viewId: row.viewId,
          device: () => deviceOf(row),
        });
      return found;
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      room.ports.log.info({ error }, 'a list could not be read for a form');
      return [];
    }
  };

export const suggestBlueprints = forTheirForm('blueprints', async ({ ports }, _press, typed) => {
  const { value } = await ports.fleet.blueprints();
  return suggest(value, typed, ({ name }) => [name]).map(({ id, name }) =>
    pickOption('pick.blueprint', { id }, optionName(name)),
  );
});

/** "— nobody —" comes first; whoever was deactivated is found, too, and marked. */
export const suggestUsers = forTheirForm('people', async ({ ports }, _press, typed) => {
  const { value } = await ports.fleet.users();
  const people = suggest(value, typed, ({ name, email }) => [name, email]).map(
    ({ id, name, email, archived }): PlainTextOption =>
      pickOption(
        'pick.user',
        { id },
        optionName(name),
        foreign(archived ? `⚠️ account archived · ${email}` : email, LIMITS.option),
      ),
  );
  const clears = 'nobody'.includes(typed.trim().toLowerCase()) ? [nobodyOption()] : [];
  return [...clears, ...people].slice(0, LIMITS.options);
});

export const suggestTags = forTheirForm('tags', async ({ ports }, _press, typed) => {
  const { value } = await ports.fleet.tags();
  return suggest(value, typed, ({ name }) => [name]).map(({ id, name }) =>
    pickOption('pick.tag', { from: 'all', id }, optionName(name)),
  );
});

import type { PlainTextOption } from '@slack/types';
import type { AuditedList } from '../../helpdesk/audit/show-history.ts';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { LIMITS } from '../block-kit/blocks.ts';
import { foreignText } from '../block-kit/text.ts';
import type { OptionsListener } from '../listener-types.ts';
import { optionName, pickOption, suggest } from './options.ts';
import { unassignOption } from './update-fields.ts';
import { deviceOf } from './update-modal.ts';

/**
 * Lists are for those whose form is open, as long as they may make the change. A list that cannot be read is empty.
 * That someone was shown one is on the record before they see it.
 */
const forTheirForm =
  (list: AuditedList['list'], operation: OperationName, choices: OptionsListener): OptionsListener =>
  async (app, interaction, typed, given) => {
    const row = interaction.viewId ? await app.ports.store.views.get(interaction.viewId) : null;
    const device = row?.userId === interaction.userId ? deviceOf(row) : null;
    if (!row || !device) return [];
    await app.helpdesk.requireChange(await interaction.actor(), device, operation);
    try {
      const found = await choices(app, interaction, typed, given);
      if (found.length > 0)
        await app.helpdesk.recordList(interaction.userId, {
          list,
          viewId: row.viewId,
          device: () => device,
        });
      return found;
    } catch (error) {
      if (!(error instanceof MdmError)) throw error;
      app.ports.log.info({ event: 'form.list_failed', err: error }, 'Could not read a list for a form');
      return [];
    }
  };

export const suggestBlueprints = forTheirForm(
  'blueprints',
  'set-blueprint',
  async ({ ports }, _press, typed) => {
    const { value } = await ports.fleet.blueprints();
    return suggest(value, typed, ({ name }) => [name]).map(({ id, name }) =>
      pickOption('pick.blueprint', { id }, optionName(name)),
    );
  },
);

/** What people type for no one. */
const CLEARING = ['— unassigned —', 'nobody', 'no one', 'none'];

/** "— unassigned —" comes first; a deactivated person is found, too, and marked. */
export const suggestUsers = forTheirForm('people', 'assign-user', async ({ ports }, _press, typed) => {
  const { value } = await ports.fleet.users();
  const people = suggest(value, typed, ({ name, email }) => [name, email]).map(
    ({ id, name, email, archived }): PlainTextOption =>
      pickOption(
        'pick.user',
        { id },
        optionName(name),
        foreignText(archived ? `⚠️ account archived · ${email}` : email, LIMITS.option),
      ),
  );
  const clears = CLEARING.some((word) => word.includes(typed.trim().toLowerCase())) ? [unassignOption()] : [];
  return [...clears, ...people].slice(0, LIMITS.options);
});

export const suggestTags = forTheirForm('tags', 'edit-tags', async ({ ports }, _press, typed) => {
  const { value } = await ports.fleet.tags();
  return suggest(value, typed, ({ name }) => [name]).map(({ id, name }) =>
    pickOption('pick.tag', { from: 'all', id }, optionName(name)),
  );
});

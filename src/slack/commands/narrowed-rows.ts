import type { OperationName } from '../../helpdesk/operation.ts';
import { operations } from '../../helpdesk/operations/index.ts';
import type { Operation } from '../../helpdesk/operations/operation.ts';
import { joinList } from '../../helpdesk/text.ts';
import type { NarrowedRow } from './command-row.ts';

/** The operations that a device's card offers in one place. */
export const inMenu = (wanted: Operation['menu']): readonly OperationName[] =>
  operations.filter(({ menu }) => menu === wanted).map(({ name }) => name);

/** What the update form changes, as help says it. */
const UPDATES = [
  ['set-asset-tag', 'asset tag'],
  ['assign-user', 'user'],
  ['edit-tags', 'tags'],
  ['set-blueprint', 'blueprint'],
] as const;

export const narrowUpdate: NarrowedRow = (may) => ({
  does: `change ${joinList(
    UPDATES.filter(([operation]) => may(operation)).map(([, what]) => what),
    'or',
  )}`,
  ...(!may('set-asset-tag') && { form: 'update <device>', example: 'update H4TX90QLM2' }),
});

export const LOST_MODE_WORDS =
  '`lost mode`, `lost-mode` and `lostmode` mean the same. Only supervised iPhones and iPads have it.';

/** Only who takes cases reports for somebody else, and only who may report opens the report. */
export const narrowLost: NarrowedRow = (may) => {
  if (may('take-case')) return {};
  const looks = may('lookup') || inMenu('lost-mode').some(may);
  const more = looks ? [LOST_MODE_WORDS] : [];
  if (!may('report-own-lost')) return { form: 'lost <device>', does: 'Lost Mode status and actions', more };
  if (looks) return { form: 'lost [device]', more: ['`lost` alone opens the form.', ...more] };
  return may('lookup-own')
    ? { form: 'lost [device]', does: 'report a lost device', more }
    : { form: 'lost', does: 'report a lost device', example: 'lost', more };
};

/** For who looks up only their own devices. */
export const narrowFind: NarrowedRow = (may) =>
  may('lookup')
    ? {}
    : {
        form: '<device>',
        does: 'one of your own devices, by serial, asset tag or name',
        example: 'H4TX90QLM2',
        more: [],
      };

/** The same: without a device it names who else may. */
export const narrowCan: NarrowedRow = (may) =>
  may('lookup')
    ? {}
    : { form: 'can <operation> <device>', does: 'am I allowed, on a device of my own', more: [] };

export const narrowRequests: NarrowedRow = (may) =>
  may('see-requests') ? {} : { form: 'requests', does: 'your own requests', example: 'requests', more: [] };

import { REPORTED_VIA } from '../../helpdesk/cases/case.ts';
import type { ReportForm, ReportInput } from '../../helpdesk/cases/report-case.ts';
import { action } from '../block-kit/ids.ts';
import { pickedValue, typedText } from '../block-kit/view-state.ts';
import { deviceBlock, hasAccount, IDS, NOT_LISTED, type ReportDraft } from './report-form.ts';

/** The same form for someone who is known by name only. */
const namedForm = (form: ReportForm | null, name: string): ReportForm => ({
  isOwn: false,
  devices: [],
  isUnread: false,
  ...form,
  person: { userId: '', name },
});

/** The person that an agent has chosen; `null` while none is. */
export function chosenPerson(values: unknown): string | null {
  const held = (values as Record<string, Record<string, { selected_user?: unknown }>> | null)?.[IDS.person]?.[
    action('case.person').id
  ];
  return typeof held?.selected_user === 'string' ? held.selected_user : null;
}

/** The form as it was submitted, with whose device it is; a sentence beside the field that lacks something. */
export function readReport(
  values: unknown,
  draft: ReportDraft,
): { readonly input: ReportInput; readonly form: ReportForm } | { readonly errors: Record<string, string> } {
  const { whose } = draft;
  const name = hasAccount(draft.form) ? '' : typedText(values, IDS.name, IDS.name);
  const form = name === '' ? draft.form : namedForm(draft.form, name);
  if (!form || form.person.name === '')
    return { errors: { [IDS.person]: 'Choose whose device it is, or type their name.' } };
  const block = deviceBlock(form.person.userId);
  const device =
    draft.form === null
      ? NOT_LISTED
      : action('case.device').read(pickedValue(values, block, action('case.device').id))?.device;
  const chosen = whose === 'any' ? chosenPerson(values) : null;
  if (chosen !== null && chosen !== form.person.userId)
    return { errors: { [IDS.person]: "Choose this person again: their devices couldn't be loaded." } };
  if (!device) return { errors: { [block]: 'Choose a device, or “Not listed here”.' } };
  const description = device === NOT_LISTED ? typedText(values, IDS.description, IDS.description) : '';
  const isDescribed = draft.chosen === NOT_LISTED || draft.form === null;
  if (device === NOT_LISTED && (form.isUnread || !hasAccount(form)) && description === '')
    return { errors: { [isDescribed ? IDS.description : block]: 'Say which device it is.' } };
  const via = REPORTED_VIA.find((known) => known === pickedValue(values, IDS.via, IDS.via)) ?? null;
  return {
    form,
    input: {
      personId: form.person.userId,
      deviceId: device === NOT_LISTED ? null : device,
      kind: pickedValue(values, IDS.kind, IDS.kind) === 'stolen' ? 'stolen' : 'lost',
      via: whose === 'any' ? via : null,
      description,
      place: typedText(values, IDS.place, IDS.place),
      phone: typedText(values, IDS.phone, IDS.phone),
    },
  };
}

import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import {
  type CaseDevice,
  type LostModePlan,
  REPORTED_VIA,
  type ReportedVia,
} from '../../helpdesk/cases/case.ts';
import type { ReportForm } from '../../helpdesk/cases/report-case.ts';
import type { CasePolicy, Policy } from '../../helpdesk/policy.ts';
import { context, LIMITS, modal, option, plain, section } from '../block-kit/blocks.ts';
import { action } from '../block-kit/ids.ts';
import { dateText, foreignText, join, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { textInput } from '../block-kit/view-state.ts';
import { planLine } from './case-text.ts';

/** What a report's form shows now; kept on the server between its views. */
export interface ReportDraft {
  readonly kind: 'case';
  readonly whose: 'mine' | 'any';
  /** `null`: an agent has not chosen a person yet. */
  readonly form: ReportForm | null;
  /** A device's id, or `none` for one that is not listed; `null` while nothing is chosen. */
  readonly chosen: string | null;
  /** The device that an agent reports, anyone's. */
  readonly given?: CaseDevice | null;
}

/** What the form is drawn with beside the draft. */
export interface ReportContext {
  readonly cases: CasePolicy | null;
  readonly lostMode: Policy['lostMode'] | null;
  readonly plan: LostModePlan | null;
}

/** Blocks of the form, each with its one element. */
export const IDS = {
  person: 'case-person',
  name: 'case-name',
  via: 'case-via',
  device: 'case-device',
  kind: 'case-kind',
  description: 'case-description',
  place: 'case-place',
  phone: 'case-phone',
} as const;

/** One who is not listed. */
export const NOT_LISTED = 'none';

/** As many as radio buttons take (Slack docs, radio button group); more stand in a menu. */
const MOST_RADIO = 10;

export function reportView(draft: ReportDraft, { cases, lostMode, plan }: ReportContext): ModalView {
  const { form, whose, chosen } = draft;
  const isAgent = whose === 'any';
  const reportedAt = form?.reported?.[chosen ?? ''];
  const line =
    reportedAt === undefined ? plan && planLine(plan, lostMode, isAgent) : alreadyReported(reportedAt);
  return modal(
    'case.form',
    { whose },
    {
      title: 'Report a lost device',
      submit: 'Report',
      close: 'Cancel',
      blocks: [
        // An agent is IT.
        ...(!isAgent && cases && cases.phone !== ''
          ? [section(mrkdwn`Urgent? Call IT: ${foreignText(cases.phone, 60)}`)]
          : []),
        ...(isAgent ? agentInputs(form) : []),
        ...(form?.isUnread ? [section(unreadText(form))] : []),
        ...(form ? [deviceInput(form, chosen)] : []),
        ...(line ? [context(line)] : []),
        ...(chosen === NOT_LISTED || (isAgent && !form)
          ? [
              textInput(IDS.description, 'Which device is it?', {
                optional: form?.isUnread !== true,
                most: 200,
                placeholder: isAgent ? 'Serial number, or what it is' : 'My own phone, blue',
              }),
            ]
          : []),
        choiceInput(IDS.kind, 'What happened?', [
          [isAgent ? 'It was lost' : 'I lost it', 'lost'],
          ['It was stolen', 'stolen'],
        ]),
        textInput(
          IDS.place,
          isAgent ? 'Where and when was it last seen?' : 'Where and when did you last have it?',
          {
            optional: true,
            lines: true,
            placeholder: 'Train to Hamburg, around 8:30',
          },
        ),
        textInput(IDS.phone, isAgent ? 'Phone number to call back' : 'Your phone number', {
          optional: true,
          most: 60,
          ...(isAgent ? {} : { hint: 'Only IT sees this.' }),
        }),
      ],
    },
  );
}

const alreadyReported = (at: number): Mrkdwn =>
  mrkdwn`Already reported, ${dateText(at)}. IT also gets what you add here.`;

/** What stands above the devices where Kandji could not be read. */
const unreadText = ({ devices, asOf }: ReportForm): Mrkdwn =>
  devices.length === 0
    ? mrkdwn`Couldn't load the devices from Kandji. Choose “Not listed here” and say which one it is.`
    : mrkdwn`Couldn't load the devices from Kandji.${asOf ? mrkdwn` These are from ${dateText(asOf)}.` : ''} Is it missing? Choose “Not listed here”.`;

const VIA_LABELS: Readonly<Record<ReportedVia, string>> = {
  phone: 'Phone',
  chat: 'Chat',
  'in-person': 'In person',
};

/** Someone was chosen in Slack; else they are known by name only, or not yet. */
export const hasAccount = (form: ReportForm | null): boolean => (form?.person.userId ?? '') !== '';

const agentInputs = (form: ReportForm | null): KnownBlock[] => [
  {
    type: 'input',
    block_id: IDS.person,
    dispatch_action: true,
    optional: !hasAccount(form),
    label: plain('Whose device?', LIMITS.field),
    element: {
      type: 'users_select',
      action_id: action('case.person').id,
      ...(form && hasAccount(form) && { initial_user: form.person.userId }),
    },
  },
  ...(hasAccount(form)
    ? []
    : [
        textInput(IDS.name, 'Not in Slack? Their name', {
          optional: true,
          most: 80,
          ...(form && { initial: form.person.name }),
        }),
      ]),
  ...(form?.unreachable === undefined
    ? []
    : [
        context(
          mrkdwn`${foreignText(form.person.name, 60)} ${foreignText(form.unreachable, 60)} and gets no messages. Call them back.`,
        ),
      ]),
  choiceInput(
    IDS.via,
    'Reported by',
    REPORTED_VIA.map((via) => [VIA_LABELS[via], via] as const),
  ),
];

const choiceInput = (
  id: string,
  label: string,
  choices: readonly (readonly [label: string, value: string])[],
): InputBlock => ({
  type: 'input',
  block_id: id,
  label: plain(label, LIMITS.field),
  element: {
    type: 'radio_buttons',
    action_id: id,
    options: choices.map(([text, value]) => ({ text: plain(text, LIMITS.option), value })),
  },
});

/** The block has the person in its id: what was chosen for one person is not kept for another. */
function deviceInput({ person, devices, reported = {} }: ReportForm, chosen: string | null): InputBlock {
  const options: PlainTextOption[] = [
    ...devices
      .slice(0, LIMITS.options - 1)
      .map(({ device }) =>
        option(
          'case.device',
          { device: device.id },
          labelOf(device),
          device.id in reported ? 'Already reported' : undefined,
        ),
      ),
    option('case.device', { device: NOT_LISTED }, 'Not listed here'),
  ];
  const [only] = options;
  const initial = options.find(
    ({ value }) => chosen !== null && value === action('case.device').value({ device: chosen }),
  );
  const element = {
    action_id: action('case.device').id,
    options,
    ...(initial && { initial_option: initial }),
  };
  return {
    type: 'input',
    block_id: deviceBlock(person.userId),
    dispatch_action: true,
    label: plain('Which device?', LIMITS.field),
    element:
      options.length > MOST_RADIO || !only
        ? { type: 'static_select', ...element }
        : { type: 'radio_buttons', ...element },
  };
}

export const deviceBlock = (personId: string): string => `${IDS.device}-${personId}`;

/** "Dana's iPhone · iPhone 15" */
const labelOf = ({ name, model, platform }: CaseDevice['device']): Mrkdwn =>
  join(
    [foreignText(name.trim() || platform, 40), ...(model === name ? [] : [foreignText(model, 32)])],
    ' · ',
  );

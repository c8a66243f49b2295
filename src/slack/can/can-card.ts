import type { Device } from '../../helpdesk/device.ts';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { titleAround, titleOf } from '../../helpdesk/operations/titles.ts';
import type { NamedPeople, OperationOverview } from '../../helpdesk/policy/explain.ts';
import { missingApprovals, requirementText, stillNeeded } from '../../helpdesk/policy/requirements.ts';
import { EVERYONE } from '../../helpdesk/policy/roles.ts';
import type { Decision, RefusalHelp, Requirement } from '../../helpdesk/policy.ts';
import { joinList } from '../../helpdesk/text.ts';
import { context, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun, duration } from '../block-kit/format.ts';
import {
  bold,
  code,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import { exampleDevice } from '../commands/command-row.ts';
import { frozenText, whomToAsk } from '../notices.ts';
import { whoseDevice } from '../requests/request-text.ts';

/** Who may request something and who approves it, by name. `null`: Slack did not say who holds the roles. */
export interface Answerers {
  /** Roles that may request it. */
  readonly roles: readonly string[];
  readonly requesters: NamedPeople | null;
  /** For each requirement, who can approve; the person who asks is left out. */
  readonly approvers: readonly (NamedPeople | null)[];
}

/** What a policy answer is about. `device` is `null` for a right that is not about one device. */
export interface CanViewModel {
  readonly operation: OperationName | Right;
  readonly device: Device | null;
  readonly decision: Decision;
  /** What a person who may request it needs. */
  readonly requirements: readonly Requirement[];
  /** How long approvers have, in ms. */
  readonly expiresInMs: number | null;
  /** `null` for someone who does not look up devices themselves. */
  readonly who: Answerers | null;
  /** What stops it although this person may. */
  readonly freeze: Freeze | null;
  /** Who can help somebody who may not; `null` where they may. */
  readonly help: RefusalHelp | null;
  /** Why no one can approve it for them, and who can mend that; `null` while enough people can. */
  readonly blocked: string | null;
}

/** "✅ You can, with 1 approval (one approver or admin)". */
function headOf(
  { verdict, requirements }: Pick<Decision, 'verdict' | 'requirements'>,
  blocked: CanViewModel['blocked'],
): string {
  if (verdict === 'refused') return "⛔ You can't";
  if (blocked !== null) return "⛔ You can't right now";
  if (verdict === 'allowed') return '✅ You can';
  const { people } = stillNeeded(missingApprovals(requirements, [], ''));
  return `✅ You can, with ${countNoun(people, 'approval')} (${joinList(requirements.map(requirementText), 'and')})`;
}

/** May I, who else may, and who approves: the policy's own answer. It judges the rules only, not the device's present state. */
export function renderPermission({
  operation,
  device,
  decision,
  requirements,
  expiresInMs,
  who,
  freeze,
  help,
  blocked,
}: CanViewModel): Card {
  const head = mrkdwn`${bold(ownText(headOf(decision, blocked)))}: ${asked(operation, device)}.`;
  // Only a no has a reason that the head does not give.
  const reason = decision.verdict === 'refused' ? decision.reason : blocked;
  const why = reason === null ? [] : [foreignText(reason, 600)];
  const said = answerLines([head, ...why], { freeze, help });
  return {
    text: messageText(join(said, ' ')),
    blocks: [
      section(lines(said)),
      ...(who ? [section(lines(whoLines(operation, requirements, who)))] : []),
      context(join([waitText(decision.verdict, blocked === null ? expiresInMs : null), RULES_ONLY], ' ')),
    ],
  };
}

const RULES_ONLY = mrkdwn`This checks permissions only, not the device's current state.`;

/** The answer below the freeze that stops it, and who can help after a no. */
const answerLines = (
  said: readonly Mrkdwn[],
  { freeze, help }: Pick<CanViewModel, 'freeze' | 'help'>,
): readonly Mrkdwn[] => [
  ...(freeze ? [mrkdwn`⛔ ${frozenText(freeze)}`] : []),
  ...said,
  ...(help ? [whomToAsk(help)] : []),
];

/** "Approvers have 24 hours to decide."; empty where this person needs none. */
const waitText = (verdict: Decision['verdict'], expiresInMs: number | null): Mrkdwn =>
  ownText(
    verdict === 'needs-approval' && expiresInMs !== null
      ? `Approvers have ${duration(expiresInMs)} to decide.`
      : '',
  );

const isRight = (operation: OperationName | Right): boolean => RIGHTS.some((right) => right === operation);

const whoLines = (
  operation: OperationName | Right,
  requirements: readonly Requirement[],
  { roles, requesters, approvers }: Answerers,
): readonly Mrkdwn[] => [
  mrkdwn`${bold(isRight(operation) ? 'Allowed' : 'Can request it')}${people(requesters, roles)}`,
  ...requirements.map(
    (one, index) =>
      mrkdwn`${bold('Can approve it')} (${ownText(requirementText(one))})${people(approvers[index] ?? null, one.roles)}`,
  ),
];

/** "turn off Lost Mode on Dana Li's iPad (Warehouse iPad 7)", "see where this device is · Dana Li's iPad (…)". */
function asked(operation: OperationName | Right, device: Device | null): Mrkdwn {
  if (device === null) return ownText(titleOf(operation));
  const isUnassigned = device.user === null || device.user.name.trim() === '';
  const which = isUnassigned
    ? whoseDevice(device)
    : mrkdwn`${whoseDevice(device)} (${withAccessibleName(device.name, 80)})`;
  const named = OPERATION_NAMES.find((name) => name === operation);
  if (!named) return mrkdwn`${titleOf(operation, 'one device')} · ${which}`;
  const [before, after] = titleAround(named);
  return mrkdwn`${ownText(before)}${which}${ownText(after)}`;
}

/** What an answer about an operation without a device is drawn from. */
export interface OverviewViewModel {
  readonly operation: OperationName | Right;
  /** This person may request it on some device. */
  readonly may: boolean;
  readonly overview: OperationOverview;
  /** How long approvers have, in ms. */
  readonly expiresInMs: number | null;
  /** Approvers for each requirement that always holds. */
  readonly who: Answerers;
  readonly command: string;
  /** They look up any device, so one of the examples does. */
  readonly looksUp: boolean;
  readonly freeze: CanViewModel['freeze'];
  readonly help: CanViewModel['help'];
  readonly blocked: CanViewModel['blocked'];
}

/** "✅ You can, with 1 approval (one approver or admin): …", and by name and count who requests and who approves. */
export function renderOverview(model: OverviewViewModel): Card {
  const { operation, may, overview, command, looksUp, blocked } = model;
  const expiresInMs = blocked === null ? model.expiresInMs : null;
  const { requirements, sometimes } = overview;
  const verdict = !may ? 'refused' : requirements.length > 0 ? 'needs-approval' : 'allowed';
  const head = mrkdwn`${bold(ownText(headOf({ verdict, requirements }, blocked)))}: ${ownText(titleOf(operation))}.`;
  const why = blocked === null ? [] : [foreignText(blocked, 600)];
  const said = answerLines([head, ...why], model);
  const who = [
    ...whoLines(operation, requirements, model.who),
    ...sometimes.map((one) => mrkdwn`${bold('On some devices')} also ${ownText(requirementText(one))}`),
  ];
  const named = OPERATION_NAMES.find((name) => name === operation);
  const example = named && `${command} can ${operation} ${exampleDevice(operationNamed(named).platforms)}`;
  const oneDevice = example && looksUp ? mrkdwn`For one device: ${code(example)}` : mrkdwn``;
  const small = [waitText(verdict, expiresInMs), RULES_ONLY, oneDevice];
  return {
    text: messageText(join(said, ' ')),
    blocks: [section(lines(said)), section(lines(who)), ...(named ? [context(join(small, ' '))] : [])],
  };
}

/** " · 3 people: Ben Okafor, Lea Martin, Max Weber". */
function people(named: NamedPeople | null, roles: readonly string[]): Mrkdwn {
  if (roles.includes(EVERYONE)) return mrkdwn`: everyone`;
  if (roles.length === 0) return mrkdwn`: no one`;
  if (named === null)
    return mrkdwn`: ${foreignText(joinList(roles, 'or'), 200)} (Slack didn't say who that is)`;
  if (named.names.length === 0) return mrkdwn`: no one`;
  const count = countNoun(named.names.length, 'person', 'people');
  return mrkdwn` · ${ownText(named.more ? 'more than ' : '')}${count}: ${join(
    named.names.map((name) => foreignText(name, 60)),
    ', ',
  )}`;
}

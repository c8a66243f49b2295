import type { Device } from '../../helpdesk/device.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { titleAround, titleOf } from '../../helpdesk/operations/titles.ts';
import { deny, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import { traitsOf } from '../../helpdesk/policy/evaluate-change.ts';
import {
  type Explanation,
  explain,
  type NamedPeople,
  type OperationOverview,
  overviewOf,
  peopleWith,
} from '../../helpdesk/policy/explain.ts';
import { missingApprovals, requirementText, stillNeeded } from '../../helpdesk/policy/requirements.ts';
import { joinList } from '../../helpdesk/text.ts';
import { context, section, withAccessibleName } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
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
import type { ParsedCommand } from '../commands/parse.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { whoseDevice } from '../requests/request-text.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';

/** What a policy answer is about. `device` is `null` for a right that is not about one device. */
export interface CanViewModel {
  readonly operation: OperationName | Right;
  readonly device: Device | null;
  readonly explanation: Explanation;
}

/** "✅ You can, with 1 approval (one approver or admin)". */
function headOf({ verdict, requirements }: Explanation['decision']): string {
  if (verdict === 'refused') return "⛔ You can't";
  if (verdict === 'allowed') return '✅ You can';
  const { people } = stillNeeded(missingApprovals(requirements, [], ''));
  return `✅ You can, with ${countNoun(people, 'approval')} (${joinList(requirements.map(requirementText), 'and')})`;
}

const SIGNS = { allow: 'allows it', require: 'requires approval', refuse: 'refuses it' } as const;

/** May I, who could approve, and why: the policy's own answer. It judges the rules only, not the device's present state. */
export function renderPermission({ operation, device, explanation }: CanViewModel): Card {
  const { decision } = explanation;
  const head = mrkdwn`${bold(ownText(headOf(decision)))}: ${asked(operation, device)}.`;
  // Who has to approve is in the head.
  const why = decision.verdict === 'needs-approval' ? [] : [foreignText(decision.reason, 600)];
  const said = [head, ...why];
  return {
    text: messageText(join(said, ' ')),
    blocks: [
      section(lines(said)),
      ...rulesOf(explanation),
      context(mrkdwn`This checks permissions only, not the device's current state.`),
    ],
  };
}

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

/** Each rule that had a part in it, in the order of the file. */
function rulesOf({ rules }: Explanation) {
  const matched = rules.filter(({ matched: part }) => part);
  if (matched.length === 0) return [];
  return [
    section(
      lines(
        matched
          .slice(0, 15)
          .map(
            ({ label, kind, why }) =>
              mrkdwn`• ${foreignText(label, 60)} ${SIGNS[kind]}${why === 'matches' ? '' : mrkdwn`: ${foreignText(why, 120)}`}`,
          ),
      ),
    ),
  ];
}

/** May I, who could approve, and why: the policy's own answer about one device, or about none. */
export async function renderCan(
  app: AppContext,
  interaction: Interaction,
  deviceId: string | null,
  operation: string,
): Promise<Card> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) return deny(app.ports, actor, { operations: ['can'], deviceId }, 'outsider', foreign);
  const asked = [...RIGHTS, ...OPERATION_NAMES].find((name) => name === operation) ?? 'lookup';
  const look = deviceId ? await app.helpdesk.getDevice(actor, { deviceId }) : null;
  const explanation = explain(app.ports.policies.current(), {
    roles: actor.roles,
    operation: asked,
    device: look && traitsOf(look.device),
  });
  return renderPermission({ operation: asked, device: look?.device ?? null, explanation });
}

/** What an answer about an operation without a device is drawn from. `null` people: Slack did not say. */
export interface OverviewViewModel {
  readonly operation: OperationName | Right;
  /** This person may request it on some device. */
  readonly may: boolean;
  readonly overview: OperationOverview;
  readonly requesters: NamedPeople | null;
  /** For each requirement that always holds, who can approve; the person who asks is left out. */
  readonly approvers: readonly (NamedPeople | null)[];
  readonly command: string;
}

/** "✅ You can, with 1 approval (one approver or admin): …", and by name and count who requests and who approves. */
export function renderOverview(model: OverviewViewModel): Card {
  const { operation, may, overview, requesters, approvers, command } = model;
  const { requirements, sometimes } = overview;
  const verdict = !may ? 'refused' : requirements.length > 0 ? 'needs-approval' : 'allowed';
  const head = headOf({ verdict, requirements, reason: '', rule: null });
  const said = mrkdwn`${bold(ownText(head))}: ${ownText(titleOf(operation))}.`;
  const who = [
    mrkdwn`${bold('Can request it')} ${people(requesters, overview.requesters)}`,
    ...requirements.map(
      (one, index) =>
        mrkdwn`${bold('Can approve it')} (${ownText(requirementText(one))}) ${people(approvers[index] ?? null, one.roles)}`,
    ),
    ...sometimes.map((one) => mrkdwn`${bold('On some devices')} also ${ownText(requirementText(one))}`),
  ];
  const isRight = RIGHTS.some((right) => right === operation);
  return {
    text: messageText(said),
    blocks: [
      section(said),
      section(lines(who)),
      ...(isRight
        ? []
        : [context(mrkdwn`For one device: ${code(`${command} can ${operation} H4TX90QLM2`)}`)]),
    ],
  };
}

/** "(3): Ben Okafor, Lea Martin, Max Weber". */
function people(named: NamedPeople | null, roles: readonly string[]): Mrkdwn {
  if (roles.includes('everyone')) return mrkdwn`: everyone`;
  if (named === null)
    return mrkdwn`: ${foreignText(joinList(roles, 'or'), 200)} (Slack didn't say who that is)`;
  if (named.names.length === 0) return mrkdwn`(0): no one`;
  const count = `${named.names.length}${named.more ? '+' : ''}`;
  return mrkdwn`(${count}): ${join(
    named.names.map((name) => foreignText(name, 60)),
    ', ',
  )}`;
}

/** Who may request an operation and who approves it; names only for people who look up devices themselves. */
async function operationOverview(
  app: AppContext,
  interaction: Interaction,
  operation: OperationName | Right,
): Promise<Card> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) return deny(app.ports, actor, { operations: ['can'] }, 'outsider', foreign);
  const held = app.helpdesk.heldBy(actor);
  const overview = overviewOf(app.ports.policies.current(), operation);
  const may = held.includes(operation);
  if (!held.includes('lookup') && !may)
    return deny(
      app.ports,
      actor,
      { operations: ['can'] },
      'not-allowed',
      `You don't have permission to ${titleOf(operation)}.`,
    );
  const named = (roles: readonly string[], without: string | null) =>
    peopleWith(app.ports, roles, without).catch((error: unknown) => {
      app.ports.log.warn({ event: 'roles.unreadable', err: error }, 'Could not read who holds a role');
      return null;
    });
  const [requesters, ...approvers] = await Promise.all([
    named(overview.requesters, null),
    ...overview.requirements.map(({ roles }) => named(roles, actor.human)),
  ]);
  return renderOverview({
    operation,
    may,
    overview,
    requesters: requesters ?? null,
    approvers,
    command: interaction.command,
  });
}

export async function answerCan(
  app: AppContext,
  interaction: Interaction,
  line: Extract<ParsedCommand, { kind: 'can' }> & { readonly operation: OperationName | Right },
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  if (!line.query)
    return interaction.reply(
      withRemarks(await operationOverview(app, interaction, line.operation), typed.notes),
    );
  const outcome = await searchAndReply(app, interaction, {
    query: line.query,
    ...typed,
    next: 'can',
    rest: line.operation,
  });
  await interaction.reply(
    outcome.kind === 'one'
      ? withRemarks(await renderCan(app, interaction, outcome.device.id, line.operation), outcome.remarks)
      : outcome.card,
  );
}

import type { Device } from '../../helpdesk/device.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { titleAround, titleOf } from '../../helpdesk/operations/titles.ts';
import { deny, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import { evaluate } from '../../helpdesk/policy/evaluate.ts';
import { traitsOf } from '../../helpdesk/policy/evaluate-change.ts';
import {
  type NamedPeople,
  type OperationOverview,
  overviewOf,
  peopleWith,
  requesterRoles,
} from '../../helpdesk/policy/explain.ts';
import { missingApprovals, requirementText, stillNeeded } from '../../helpdesk/policy/requirements.ts';
import { EVERYONE } from '../../helpdesk/policy/roles.ts';
import type { Actor, Decision, Requirement } from '../../helpdesk/policy.ts';
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

/** Who may request something and who approves it, by name. `null`: Slack did not say who holds the roles. */
interface Answerers {
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
  /** `null` for someone who does not look up devices themselves. */
  readonly who: Answerers | null;
}

/** "✅ You can, with 1 approval (one approver or admin)". */
function headOf({ verdict, requirements }: Pick<Decision, 'verdict' | 'requirements'>): string {
  if (verdict === 'refused') return "⛔ You can't";
  if (verdict === 'allowed') return '✅ You can';
  const { people } = stillNeeded(missingApprovals(requirements, [], ''));
  return `✅ You can, with ${countNoun(people, 'approval')} (${joinList(requirements.map(requirementText), 'and')})`;
}

/** May I, who else may, and who approves: the policy's own answer. It judges the rules only, not the device's present state. */
export function renderPermission({ operation, device, decision, requirements, who }: CanViewModel): Card {
  const head = mrkdwn`${bold(ownText(headOf(decision)))}: ${asked(operation, device)}.`;
  // Only a no has a reason that the head does not give.
  const why = decision.verdict === 'refused' ? [foreignText(decision.reason, 600)] : [];
  const said = [head, ...why];
  return {
    text: messageText(join(said, ' ')),
    blocks: [
      section(lines(said)),
      ...(who ? [section(lines(whoLines(requirements, who)))] : []),
      context(mrkdwn`This checks permissions only, not the device's current state.`),
    ],
  };
}

const whoLines = (
  requirements: readonly Requirement[],
  { roles, requesters, approvers }: Answerers,
): readonly Mrkdwn[] => [
  mrkdwn`${bold('Can request it')}${people(requesters, roles)}`,
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

/** May I, who else may, and who approves: the policy's own answer about one device, or about none. */
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
  const policy = app.ports.policies.current();
  const question = { operation: asked, device: look && traitsOf(look.device) };
  const decision = evaluate(policy, { ...question, roles: actor.roles });
  const device = look?.device ?? null;
  if (!app.helpdesk.heldBy(actor).includes('lookup'))
    return renderPermission({ operation: asked, device, decision, requirements: [], who: null });
  const roles = requesterRoles(policy, question);
  // What is required binds everyone alike, also where this person may not.
  const { requirements } = evaluate(policy, { ...question, roles: [...roles.slice(0, 1), EVERYONE] });
  const who = await namedWho(
    app,
    actor,
    { roles, requirements },
    (other) => evaluate(policy, { ...question, roles: other.roles }).verdict !== 'refused',
  );
  return renderPermission({ operation: asked, device, decision, requirements, who });
}

/** Reads who they are at Slack, a few people at most. `may`: what somebody who requests must be allowed beside holding the role. */
async function namedWho(
  { ports }: AppContext,
  { human }: Actor,
  of: { readonly roles: readonly string[]; readonly requirements: readonly Requirement[] },
  may: (actor: Actor) => boolean = () => true,
): Promise<Answerers> {
  const named = (roles: readonly string[], without: string | null, fits?: (actor: Actor) => boolean) =>
    peopleWith(ports, roles, without, fits).catch((error: unknown) => {
      ports.log.warn({ event: 'roles.unreadable', err: error }, 'Could not read who holds a role');
      return null;
    });
  const [requesters = null, ...approvers] = await Promise.all([
    of.roles.includes(EVERYONE) ? null : named(of.roles, null, may),
    ...of.requirements.map(({ roles }) => named(roles, human)),
  ]);
  return { roles: of.roles, requesters, approvers };
}

/** What an answer about an operation without a device is drawn from. */
export interface OverviewViewModel {
  readonly operation: OperationName | Right;
  /** This person may request it on some device. */
  readonly may: boolean;
  readonly overview: OperationOverview;
  /** Approvers for each requirement that always holds. */
  readonly who: Answerers;
  readonly command: string;
}

/** "✅ You can, with 1 approval (one approver or admin): …", and by name and count who requests and who approves. */
export function renderOverview(model: OverviewViewModel): Card {
  const { operation, may, overview, command } = model;
  const { requirements, sometimes } = overview;
  const verdict = !may ? 'refused' : requirements.length > 0 ? 'needs-approval' : 'allowed';
  const said = mrkdwn`${bold(ownText(headOf({ verdict, requirements })))}: ${ownText(titleOf(operation))}.`;
  const who = [
    ...whoLines(requirements, model.who),
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

/** " · 3 people: Ben Okafor, Lea Martin, Max Weber". */
function people(named: NamedPeople | null, roles: readonly string[]): Mrkdwn {
  if (roles.includes(EVERYONE)) return mrkdwn`: everyone`;
  if (roles.length === 0) return mrkdwn`: no one`;
  if (named === null)
    return mrkdwn`: ${foreignText(joinList(roles, 'or'), 200)} (Slack didn't say who that is)`;
  if (named.names.length === 0) return mrkdwn`: no one`;
  const count = countNoun(named.names.length, 'person', 'people');
  return mrkdwn` · ${named.more ? 'more than ' : ''}${count}: ${join(
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
  const who = await namedWho(app, actor, {
    roles: overview.requesters,
    requirements: overview.requirements,
  });
  return renderOverview({ operation, may, overview, who, command: interaction.command });
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

import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { titleOf } from '../../helpdesk/operations/titles.ts';
import { expiryOf } from '../../helpdesk/policy/approval-times.ts';
import { deny, denyNonMember, helpAfter } from '../../helpdesk/policy/authorize.ts';
import { evaluate } from '../../helpdesk/policy/evaluate.ts';
import { traitsOf } from '../../helpdesk/policy/evaluate-change.ts';
import { overviewOf, peopleWith, requesterRoles } from '../../helpdesk/policy/explain.ts';
import { EVERYONE } from '../../helpdesk/policy/roles.ts';
import type { Actor, Requirement } from '../../helpdesk/policy.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import type { ParsedCommand } from '../commands/parse.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { type Answerers, type CanViewModel, renderOverview, renderPermission } from './can-card.ts';

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
  const judged = {
    operation: asked,
    device: look?.device ?? null,
    decision,
    expiresInMs: policy && expiryOf(policy, asked),
    ...(await besideAnswer(app, actor, asked, decision.verdict !== 'refused')),
    blocked: await whyBlocked(app, actor, asked, decision.requirements),
  };
  if (!app.helpdesk.heldBy(actor).includes('lookup'))
    return renderPermission({ ...judged, requirements: [], who: null });
  const roles = requesterRoles(policy, question);
  // What is required binds everyone alike, also where this person may not.
  const { requirements } = evaluate(policy, { ...question, roles: [...roles.slice(0, 1), EVERYONE] });
  const who = await namedWho(
    app,
    actor,
    { roles, requirements },
    (other) => evaluate(policy, { ...question, roles: other.roles }).verdict !== 'refused',
  );
  return renderPermission({ ...judged, requirements, who });
}

/** After a yes, the freeze that stops it all the same; after a no, who can help. */
async function besideAnswer(
  { ports }: AppContext,
  actor: Actor,
  operation: OperationName | Right,
  may: boolean,
): Promise<Pick<CanViewModel, 'freeze' | 'help'>> {
  if (!may) return { freeze: null, help: await helpAfter(ports, actor, { operations: [operation] }) };
  const isChange = OPERATION_NAMES.some((name) => name === operation);
  return { freeze: isChange ? await ports.store.controls.freeze() : null, help: null };
}

/** Why no one can approve it for this person; `null` while enough people can, and where Slack doesn't say. */
async function whyBlocked(
  { helpdesk, ports }: AppContext,
  { userId }: Actor,
  asked: OperationName | Right,
  requirements: readonly Requirement[],
): Promise<string | null> {
  const operation = OPERATION_NAMES.find((name) => name === asked);
  if (!operation || requirements.length === 0) return null;
  const request = { requirements, approvals: [], changes: [{ operation, params: {} }], requesterId: userId };
  return helpdesk.whyNoApprover(request).catch((error: unknown) => {
    ports.log.warn({ event: 'roles.unreadable', err: error }, 'Could not read who holds a role');
    return null;
  });
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
  const policy = app.ports.policies.current();
  const overview = overviewOf(policy, operation);
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
  return renderOverview({
    operation,
    may,
    overview,
    expiresInMs: policy && expiryOf(policy, operation),
    who,
    command: interaction.command,
    looksUp: held.includes('lookup'),
    ...(await besideAnswer(app, actor, operation, may)),
    blocked: may ? await whyBlocked(app, actor, operation, overview.requirements) : null,
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

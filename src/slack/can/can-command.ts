import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { deny, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import { traitsOf } from '../../helpdesk/policy/evaluate-change.ts';
import { explain } from '../../helpdesk/policy/explain.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import type { ParsedCommand } from '../commands/parse.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { canAnswer } from './can.ts';

/** May I, who could approve, and why: the policy's own answer about one device, or about none. */
export async function canCard(
  app: AppContext,
  interaction: Interaction,
  deviceId: string | null,
  operation: string,
): Promise<Card> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) return deny(app.ports, actor, { operations: ['can'], deviceId }, 'outsider', foreign);
  const asked = [...RIGHTS, ...OPERATION_NAMES].find((name) => name === operation) ?? 'lookup';
  const look = deviceId ? await app.helpdesk.showDevice(actor, { deviceId }) : null;
  const explanation = explain(app.ports.policies.current(), {
    roles: actor.roles,
    operation: asked,
    device: look && traitsOf(look.device),
  });
  return canAnswer({ operation: asked, device: look?.device ?? null, explanation });
}

export async function answerCan(
  app: AppContext,
  interaction: Interaction,
  line: Extract<ParsedCommand, { kind: 'can' }> & { readonly operation: OperationName | Right },
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  if (!line.query)
    return interaction.reply(withRemarks(await canCard(app, interaction, null, line.operation), typed.notes));
  const outcome = await searchAndReply(app, interaction, {
    query: line.query,
    ...typed,
    next: 'can',
    rest: line.operation,
  });
  await interaction.reply(
    outcome.kind === 'one'
      ? withRemarks(await canCard(app, interaction, outcome.device.id, line.operation), outcome.remarks)
      : outcome.card,
  );
}

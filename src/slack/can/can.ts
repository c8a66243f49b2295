import type { Device } from '../../helpdesk/device.ts';
import { type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { titleOf } from '../../helpdesk/operations/titles.ts';
import type { Explanation } from '../../helpdesk/policy/explain.ts';
import { listed } from '../../helpdesk/text.ts';
import { context, named, section } from '../block-kit/blocks.ts';
import { bold, code, foreign, join, lines, messageText, own, type Words, words } from '../block-kit/text.ts';
import type { Card } from '../devices/device.ts';
import { between, whose } from '../requests/status-text.ts';

/** What a policy answer is about. `device` is `null` for a right that is not about one device. */
export interface Asked {
  readonly operation: OperationName | Right;
  readonly device: Device | null;
  readonly explanation: Explanation;
}

const HEADS = {
  allowed: '✅ Yes, you may',
  'needs-approval': '⏳ You may ask',
  refused: '⛔ No, you may not',
} as const;

const SIGNS = { allow: 'allows it', require: 'requires approval', refuse: 'refuses it' } as const;

/** May I, who could approve, and why: the policy's own answer. It judges the rules only, not the device's present state. */
export function canAnswer({ operation, device, explanation }: Asked): Card {
  const { decision, approvers } = explanation;
  const head = words`${bold(HEADS[decision.verdict])}: ${titleOf(operation, device === null ? 'all' : 'one device')} (${code(operation)})${on(operation, device)}.`;
  const who =
    approvers.length > 0 ? words`Could approve: ${foreign(listed(approvers, 'or'), 300)}.` : words``;
  return {
    text: messageText(join([head, foreign(decision.reason, 300)], ' ')),
    blocks: [
      section(lines([head, foreign(decision.reason, 600), who])),
      ...rulesOf(explanation),
      context(
        words`This is the policy's answer. Whether the device's present state allows it is another question.`,
      ),
    ],
  };
}

function on(operation: OperationName | Right, device: Device | null): Words {
  if (device === null) return words``;
  const isRight = RIGHTS.some((right) => right === operation);
  const isNobodys = device.user === null || device.user.name.trim() === '';
  const which = isNobodys ? whose(device) : words`${whose(device)} (${named(device.name, 80)})`;
  return words`${own(isRight ? ' · ' : between(operation))}${which}`;
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
              words`• ${foreign(label, 60)} ${SIGNS[kind]}${why === 'matches' ? '' : words`: ${foreign(why, 120)}`}`,
          ),
      ),
    ),
  ];
}

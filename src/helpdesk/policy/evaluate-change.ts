import type { Device, Named } from '../device.ts';
import type { RecordPatch } from '../mdm-port.ts';
import type { OperationName } from '../operation.ts';
import type { Decision, DeviceTraits, Policy, Question } from '../policy.ts';
import { sortedUnique } from '../text.ts';
import { approvalReason, evaluate } from './evaluate.ts';
import { joinRequirements } from './requirements.ts';

/** One wish of one person: everything it changes on one device, and the device before and after it. */
export interface ChangeQuestion {
  readonly actor: { readonly roles: readonly string[] };
  /** A request's changes fit here; only their operations are read. */
  readonly changes: readonly { readonly operation: OperationName }[];
  readonly before: DeviceTraits;
  /** The same as `before` for a command, which changes no record. */
  readonly after: DeviceTraits;
  /** Tags that are added or removed although `before` and `after` do not show it (already there, already gone). */
  readonly tagsTouched?: readonly string[];
}

/** Asks for every changed field's operation, on the device before and after, and joins the answers. */
export function evaluateChange(policy: Policy | null, question: ChangeQuestion): Decision {
  return joinDecisions(question.changes.map((change) => decideOne(policy, question, change.operation)));
}

function decideOne(policy: Policy | null, asked: ChangeQuestion, operation: OperationName): Decision {
  const common: Omit<Question, 'device'> = {
    roles: asked.actor.roles,
    operation,
    tagsTouched: operation === 'edit-tags' ? touched(asked) : [],
    targetBlueprint: operation === 'set-blueprint' ? target(asked.after) : null,
  };
  return joinDecisions([
    evaluate(policy, { ...common, device: asked.before }),
    evaluate(policy, { ...common, device: asked.after }),
  ]);
}

/** What differs between the two sets; `null` when one of them is unknown. Case counts: another spelling is another tag. */
function touched({ before, after, tagsTouched = [] }: ChangeQuestion): readonly string[] | null {
  if (before.tags === null || after.tags === null) return null;
  const added = after.tags.filter((tag) => !before.tags?.includes(tag));
  const removed = before.tags.filter((tag) => !after.tags?.includes(tag));
  return [...new Set([...tagsTouched, ...added, ...removed])];
}

const target = (after: DeviceTraits): { readonly id: string; readonly name: string | null } | null =>
  after.blueprintId === null ? null : { id: after.blueprintId, name: after.blueprintName };

/**
 * One answer out of several: any refusal refuses, requirements add up, reasons are said once. Nothing asked is refused,
 * so that an empty request can never slip through.
 */
export function joinDecisions(decisions: readonly Decision[]): Decision {
  const refused = decisions.filter((one) => one.verdict === 'refused');
  if (decisions.length === 0)
    return { verdict: 'refused', reason: 'Nothing was asked for.', rule: null, requirements: [] };
  if (refused.length > 0) return joined('refused', refused, sentences(refused));
  const waiting = decisions.filter((one) => one.verdict === 'needs-approval');
  if (waiting.length === 0) return joined('allowed', decisions, sentences(decisions));
  const requirements = joinRequirements(...waiting.map((one) => one.requirements));
  return { ...joined('needs-approval', waiting, approvalReason(requirements)), requirements };
}

const sentences = (decisions: readonly Decision[]): string =>
  sortedUnique(decisions.map((one) => one.reason)).join(' ');

function joined(verdict: Decision['verdict'], decisions: readonly Decision[], reason: string): Decision {
  const rules = sortedUnique(decisions.flatMap((one) => one.rule?.split(', ') ?? []));
  return { verdict, reason, rule: rules.length === 0 ? null : rules.join(', '), requirements: [] };
}

/** What the policy may ask of a device. An empty word is unknown, too. */
export const traitsOf = (device: Device): DeviceTraits => ({
  platform: device.platform === '' ? null : device.platform,
  blueprintId: device.blueprint?.id ?? null,
  blueprintName: device.blueprint?.name ?? null,
  tags: device.tags,
});

/** The device once Kandji took the patch. `blueprint` names the new one, if the patch moves it and its name is known. */
export function traitsAfter(before: DeviceTraits, patch: RecordPatch, blueprint: Named | null): DeviceTraits {
  const moved =
    patch.blueprintId === undefined || patch.blueprintId === before.blueprintId
      ? {}
      : {
          blueprintId: patch.blueprintId,
          blueprintName: blueprint?.id === patch.blueprintId ? blueprint.name : null,
        };
  return { ...before, ...moved, ...(patch.tags === undefined ? {} : { tags: patch.tags }) };
}

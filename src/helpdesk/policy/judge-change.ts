import type { Device } from '../device.ts';
import type { RecordPatch } from '../mdm-port.ts';
import type { Change, OperationName } from '../operation.ts';
import { bind } from '../operations/index.ts';
import type { Decision, Policy } from '../policy.ts';
import { foldCase } from '../text.ts';
import { couldEverBeAllowed, evaluate } from './evaluate.ts';
import { evaluateChange, traitsAfter, traitsOf } from './evaluate-change.ts';
import { namedTags } from './risk.ts';

/** May these roles make these changes to this device? Judged on the device before and after, joined. */
export function authorizeChange(
  policy: Policy | null,
  actor: { readonly roles: readonly string[] },
  device: Device,
  changes: readonly Change[],
): Decision {
  const before = traitsOf(device);
  const patch = patchOf(device, changes);
  return evaluateChange(policy, {
    actor,
    changes,
    before,
    after: traitsAfter(before, patch, target(changes)),
    tagsTouched: tagsTouched(changes),
  });
}

/** Could these roles do this at all? For what to offer before a blueprint or a tag has been chosen; never a right by itself. */
export function authorizeOffer(
  policy: Policy | null,
  actor: { readonly roles: readonly string[] },
  device: Device,
  operation: OperationName,
): Decision {
  const question = {
    roles: actor.roles,
    operation,
    device: traitsOf(device),
    targetBlueprint: null,
    tagsTouched: [],
  };
  const decision = evaluate(policy, question);
  return decision.verdict === 'refused' && couldEverBeAllowed(policy, question)
    ? { verdict: 'allowed', reason: 'It depends on what you choose.', rule: null, requirements: [] }
    : decision;
}

/** All record changes of a request as one PATCH body. */
export const patchOf = (device: Device, changes: readonly Change[]): RecordPatch =>
  Object.assign(
    {},
    ...changes
      .map(bind)
      .map(({ operation, params }) => (operation.kind === 'record' ? operation.patch(device, params) : {})),
  );

function target(changes: readonly Change[]) {
  const params = changes.find(({ operation }) => operation === 'set-blueprint')?.params as
    | { blueprintId: string; blueprintName: string }
    | undefined;
  return params ? { id: params.blueprintId, name: params.blueprintName } : null;
}

/** The touched tags that a rule of the policy names: whoever changes one of these changes what people may do. */
export const namedTagsTouched = (policy: Policy | null, changes: readonly Change[]): readonly string[] =>
  policy ? tagsTouched(changes).filter((tag) => namedTags(policy).has(foldCase(tag))) : [];

function tagsTouched(changes: readonly Change[]): readonly string[] {
  const params = changes.find(({ operation }) => operation === 'edit-tags')?.params as
    | { add?: string[]; remove?: string[] }
    | undefined;
  return [...(params?.add ?? []), ...(params?.remove ?? [])];
}

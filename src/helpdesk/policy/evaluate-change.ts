import type { Device, Named } from '../device.ts';
import type { RecordPatch } from '../mdm-port.ts';
import type { Change, OperationName } from '../operation.ts';
import { bind } from '../operations/index.ts';
import type { Decision, DeviceTraits, Policy, Question } from '../policy.ts';
import type { HelpdeskRequest } from '../request.ts';
import { foldCase, sortedUnique } from '../text.ts';
import { approvalReason, couldEverBeAllowed, evaluate, lackingSentence } from './evaluate.ts';
import { joinRequirements } from './requirements.ts';
import { namedTags } from './risk.ts';
import { EVERYONE } from './roles.ts';

/** What one person wants to change on one device, all of it, and the device before and after it. */
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
  return joinDecisions(question.changes.flatMap((change) => decideOne(policy, question, change.operation)));
}

function decideOne(
  policy: Policy | null,
  asked: ChangeQuestion,
  operation: OperationName,
): readonly Decision[] {
  const common: Omit<Question, 'device'> = {
    roles: asked.actor.roles,
    operation,
    tagsTouched: operation === 'edit-tags' ? touched(asked) : [],
    targetBlueprint: operation === 'set-blueprint' ? target(asked.after) : null,
  };
  return [asked.before, asked.after].map((device) => evaluate(policy, { ...common, device }));
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
  if (refused.length > 0) return joined('refused', refused, whyNot(refused));
  const waiting = decisions.filter((one) => one.verdict === 'needs-approval');
  if (waiting.length === 0) return joined('allowed', decisions, sentences(decisions));
  const requirements = joinRequirements(...waiting.map((one) => one.requirements));
  return { ...joined('needs-approval', waiting, approvalReason(requirements)), requirements };
}

/** Everything that no rule allows is one sentence, before what rules refuse in their own words. */
function whyNot(refused: readonly Decision[]): string {
  const lacking = sortedUnique(refused.flatMap((one) => one.lacking ?? []));
  if (lacking.length < 2) return sentences(refused);
  const others = refused.filter((one) => one.lacking === undefined);
  return [lackingSentence(lacking), sentences(others)].filter((text) => text !== '').join(' ');
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
    after: traitsAfter(before, patch, targetJudgeChange(changes)),
    tagsTouched: tagsTouched(changes),
  });
}

/**
 * A waiting request with what the policy requires by now beside what it required when it was made: both bind. By the device as the
 * request saw it; that of a case keeps its own. Reads nothing.
 */
export function withRequirementsNow(policy: Policy | null, request: HelpdeskRequest): HelpdeskRequest {
  if (policy === null || request.state !== 'pending' || request.caseId) return request;
  // Requirements bind everyone; whom a rule refuses or allows it is judged by itself.
  const requiring = { ...policy, rules: policy.rules.filter(({ kind }) => kind !== 'refuse') };
  const anyone = { roles: [...Object.keys(policy.roles), EVERYONE] };
  const { requirements } = authorizeChange(requiring, anyone, request.snapshot.device, request.changes);
  return { ...request, requirements: joinRequirements(request.requirements, requirements) };
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

function targetJudgeChange(changes: readonly Change[]) {
  const params = changes.find(({ operation }) => operation === 'set-blueprint')?.params as
    | { blueprintId: string; blueprintName: string }
    | undefined;
  return params ? { id: params.blueprintId, name: params.blueprintName } : null;
}

/** The touched tags that a rule of the policy names: changing one of these changes what people may do. */
export const namedTagsTouched = (policy: Policy | null, changes: readonly Change[]): readonly string[] =>
  policy ? tagsTouched(changes).filter((tag) => namedTags(policy).has(foldCase(tag))) : [];

/** Every tag that these changes add or remove. */
export function tagsTouched(changes: readonly Change[]): readonly string[] {
  const params = changes.find(({ operation }) => operation === 'edit-tags')?.params as
    | { add?: string[]; remove?: string[] }
    | undefined;
  return [...(params?.add ?? []), ...(params?.remove ?? [])];
}

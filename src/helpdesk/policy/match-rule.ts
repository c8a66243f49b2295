import type { DeviceScope, DeviceTraits, Question, Rule } from '../policy.ts';
import { foldCase } from '../text.ts';
import type { OperationClass } from './risk.ts';

/** `unknown`: it depends on something that nobody could read. */
export type Match = 'yes' | 'no' | 'unknown';

/** One part of a device scope, judged. */
export interface PartMatch {
  readonly part: 'platform' | 'blueprint' | 'tags' | 'target blueprint';
  readonly match: Match;
}

/** True when the rule names the operation itself or this class of it. */
export const matchesOperation = (
  rule: Rule,
  question: Question,
  within: readonly OperationClass[],
): boolean =>
  rule.operations.some((name) => name === question.operation || within.some((kind) => kind === name));

/** True when whoever asks holds a role that the rule is about. A requirement is about everyone. */
export const matchesRole = (rule: Rule, roles: readonly string[]): boolean =>
  rule.kind === 'require' || rule.roles.some((role) => roles.includes(role));

/** Every part of the scope against the device, in the order people read them. */
export function matchParts(scope: DeviceScope | null, question: Question): readonly PartMatch[] {
  if (scope === null) return [];
  const { device } = question;
  const parts: PartMatch[] = [];
  if (scope.platforms) parts.push({ part: 'platform', match: among(scope.platforms, [device?.platform]) });
  if (scope.blueprints) {
    const present = [device?.blueprintId, device?.blueprintName];
    parts.push({ part: 'blueprint', match: among(scope.blueprints, present) });
  }
  if (scope.tags) parts.push({ part: 'tags', match: matchTags(scope.tags, device) });
  if (scope.targetBlueprints) {
    parts.push({ part: 'target blueprint', match: matchTarget(scope.targetBlueprints, question) });
  }
  return parts;
}

/** Whether a scope covers the device asked about: one "no" settles it, else one unknown leaves it open. */
export function matchScope(scope: DeviceScope | null, question: Question): Match {
  const matches = matchParts(scope, question).map((part) => part.match);
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
}

/** `present`: every spelling of one value, such as id and name; a spelling that is missing might have matched. */
function among(wanted: readonly string[], present: readonly (string | null | undefined)[]): Match {
  const known = present.filter((value) => value !== null && value !== undefined).map(foldCase);
  if (wanted.some((value) => known.includes(foldCase(value)))) return 'yes';
  return known.length < present.length ? 'unknown' : 'no';
}

function matchTags(wanted: readonly string[], device: DeviceTraits | null): Match {
  if (device === null || device.tags === null) return 'unknown';
  return among(wanted, device.tags);
}

function matchTarget(wanted: readonly string[], question: Question): Match {
  if (question.operation !== 'set-blueprint') return 'no';
  return among(wanted, [question.targetBlueprint?.id, question.targetBlueprint?.name]);
}

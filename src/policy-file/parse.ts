import { createHash } from 'node:crypto';
import { isScalar, type Node } from 'yaml';
import type { Policy, Rule } from '../helpdesk/policy.ts';
import { readDigests } from './read-digests.ts';
import { readMessages } from './read-messages.ts';
import { readRules } from './read-rules.ts';
import { readSafetyLimits } from './read-safety-limits.ts';
import {
  readApprovals,
  readAssetTagPattern,
  readAuditChannel,
  readCases,
  readChannel,
  readLostMode,
  readPeople,
  readRoles,
} from './read-settings.ts';
import { type Entry, readEntries, readMap, readSwitch } from './schema.ts';
import { openYaml, type Problem, type YamlSource } from './source.ts';

/** A policy, or everything that is wrong with its file, in the order of its lines. */
export type Parsed =
  | { readonly ok: true; readonly file: string; readonly policy: Policy }
  | { readonly ok: false; readonly file: string; readonly problems: readonly Problem[] };

const KEYS = [
  'version',
  'roles',
  'people',
  'approvals',
  'audit',
  'cases',
  'help_channel',
  'rules',
  'lost_mode',
  'safety_limits',
  'digests',
  'messages',
  'notes',
  'asset_tag_pattern',
] as const;
type Sections = ReadonlyMap<(typeof KEYS)[number], Entry>;

/** Reads the text of a policy file; `file` is its name for people. Anything that is not understood makes the whole file invalid. */
export function parsePolicy(text: string, file: string): Parsed {
  const source = openYaml(text);
  const { root } = source;
  const sections = root === null ? null : readMap(source, root, root, 'the policy', KEYS);
  if (root === null || sections === null) return { ok: false, file, problems: source.problems() };
  const policy = readPolicy(source, root, sections, text);
  const problems = source.problems();
  return problems.length === 0 ? { ok: true, file, policy } : { ok: false, file, problems };
}

function readPolicy(source: YamlSource, root: Node, sections: Sections, text: string): Policy {
  checkVersion(source, root, sections.get('version'));
  const roles = readRoles(source, sections.get('roles'));
  const lines = linesOf(source, sections.get('roles'));
  const notes = sections.get('notes');
  return {
    hash: createHash('sha256').update(text).digest('hex'),
    roles,
    people: readPeople(source, sections.get('people')),
    approvals: readApprovals(source, sections.get('approvals'), lines),
    auditChannel: readAuditChannel(source, sections.get('audit')),
    rules: readAllRules(source, root, sections.get('rules'), lines),
    cases: readCases(source, sections.get('cases'), lines),
    helpChannel: readChannel(source, sections.get('help_channel'), '“help_channel”'),
    lostMode: readLostMode(source, sections.get('lost_mode')),
    messages: readMessages(source, sections.get('messages')),
    digests: readDigests(source, sections.get('digests')),
    safetyLimits: readSafetyLimits(source, sections.get('safety_limits')),
    notes: (notes && readSwitch(source, notes, '“notes”')) ?? true,
    assetTagPattern: readAssetTagPattern(source, sections.get('asset_tag_pattern')),
  };
}

function checkVersion(source: YamlSource, root: Node, entry: Entry | undefined): void {
  if (entry === undefined) source.complain(root, 'The policy lacks “version: 1”.');
  else if (!isScalar(entry.value) || entry.value.value !== 1) {
    source.complain(entry.value ?? entry.key, 'The only known version is 1: write “version: 1”.');
  }
}

/** The names in a map, with the line of each. */
function linesOf(source: YamlSource, entry: Entry | undefined): ReadonlyMap<string, number> {
  const named = entry && readEntries(source, entry.value, entry.key, '“roles”');
  return new Map([...(named ?? [])].map(([name, { key }]) => [name, source.line(key)]));
}

function readAllRules(
  source: YamlSource,
  root: Node,
  entry: Entry | undefined,
  roles: ReadonlyMap<string, number>,
): readonly Rule[] {
  if (entry !== undefined) return readRules(source, entry, roles);
  source.complain(root, 'The policy lacks “rules”, so nothing would be allowed.');
  return [];
}

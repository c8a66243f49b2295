import { isSeq, type Node } from 'yaml';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { Policy } from '../helpdesk/policy.ts';
import { type Entry, readEntries, readList, readWords, wrongId } from './schema.ts';
import type { YamlSource } from './source.ts';

const ROLE_NAME = /^[\p{L}][\p{L}\p{N}_ -]*$/u;

/** Role name → members. Complains about a role that cannot be told from another or from the built-in one. */
export function readRoles(source: YamlSource, entry: Entry | undefined): Policy['roles'] {
  if (entry === undefined) return {};
  const roles = readEntries(source, entry.value, entry.key, '“roles”') ?? new Map<string, Entry>();
  const folded = new Map<string, number>();
  const read: [string, readonly string[]][] = [];
  for (const [name, role] of roles) {
    complainAboutName(source, name, role.key, folded);
    read.push([name, readIds(source, role, 'A role', 'member')]);
  }
  return Object.fromEntries(read);
}

function complainAboutName(source: YamlSource, name: string, key: Node, folded: Map<string, number>): void {
  const twin = folded.get(name.toLowerCase());
  folded.set(name.toLowerCase(), source.line(key));
  if (name.toLowerCase() === EVERYONE) {
    source.complain(key, 'The role “everyone” is built in (every full member) and cannot be redefined.');
  } else if (!ROLE_NAME.test(name)) {
    source.complain(key, 'This cannot be a role name: start with a letter, then letters, digits, - or _.');
  } else if (twin !== undefined) {
    source.complain(key, `This role and the one on line ${twin} differ only in case: rename one.`);
  }
}

function readIds(
  source: YamlSource,
  entry: Entry,
  what: string,
  kind: 'account' | 'member',
): readonly string[] {
  const ids = readWords(source, entry, what, 'may be empty');
  for (const { word, node } of ids) {
    const wrong = wrongId(word, kind);
    if (wrong !== null) source.complain(node, wrong);
  }
  return [...new Set(ids.map(({ word }) => word))];
}

/** Lists of accounts that are one human. An account can be on one list only: two would make two humans one by accident. */
export function readPeople(source: YamlSource, entry: Entry | undefined): Policy['people'] {
  if (entry === undefined) return [];
  const lists = readList(source, entry, '“people”') ?? [];
  const seen = new Set<string>();
  return lists.map((node) => {
    const inner = { key: node ?? entry.key, value: node };
    const accounts = readWords(source, inner, 'One human in “people”', 'may be empty');
    if (isSeq(node) && node.items.length < 2) {
      source.complain(node, 'One human in “people” needs at least two accounts, such as [U1, U2].');
    }
    for (const { word, node: place } of accounts) {
      const wrong = wrongId(word, 'account');
      if (wrong !== null) source.complain(place, wrong);
      else if (seen.has(word))
        source.complain(place, 'This account is in “people” twice: it can belong to one human only.');
      seen.add(word);
    }
    return accounts.map(({ word }) => word);
  });
}

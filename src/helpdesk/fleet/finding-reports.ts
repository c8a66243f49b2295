import type { Named } from '../device.ts';
import { Refusal } from '../policy.ts';
import type { FindingsAnswer, FindingsStore } from './findings.ts';

const LACKING: Readonly<Record<'fileVault' | 'items', string>> = {
  fileVault:
    "Kandji doesn't give this app FileVault for the whole fleet: Prism isn't in the plan, or the API token is missing the permission “Prism: FileVault”. `find filevault:off` asks Kandji for a list.",
  items:
    "Kandji doesn't give this app library items for the whole fleet: the API token is missing the permission “Get library item statuses” or “List blueprint library items”.",
};
const UNREAD: Readonly<Record<'fileVault' | 'items', string>> = {
  fileVault: 'FileVault is still being read from Kandji. Try again in a few minutes.',
  items: 'Library items are still being read from Kandji. Try again later: large fleets take hours.',
};

/** Whether these findings are known, and since when. @throws Refusal that says why not */
export async function requireFindings(
  findings: Pick<FindingsStore, 'state'>,
  which: 'fileVault' | 'items',
  tenant: string,
): Promise<{ readonly asOf: number }> {
  const { state } = await findings.state();
  const { asOf, isLacking }: FindingsAnswer = state[which];
  if (state.tenant === tenant && isLacking) throw new Refusal('not-possible', LACKING[which]);
  if (state.tenant !== tenant || asOf === null) throw new Refusal('too-early', UNREAD[which]);
  return { asOf };
}

/** Library items of this name, or with it in their name; all where nothing was typed. @throws Refusal when there is none */
export async function itemsNamed(
  findings: Pick<FindingsStore, 'items' | 'itemsNamed'>,
  typed: string,
): Promise<readonly Named[]> {
  if (typed === '') return findings.items();
  const meant = await findings.itemsNamed(typed);
  if (meant.length === 0)
    throw new Refusal('not-possible', `No library item in a blueprint is called “${typed}”.`);
  return meant;
}

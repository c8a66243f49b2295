import { PERMISSIONS } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { KandjiAccess } from '../../ops/kandji-access.ts';
import { notReadable } from '../doctor/kandji.ts';
import { boxName, type TriedBox, tryKeyBoxes, tryReadBoxes } from '../doctor/kandji-boxes.ts';

const { ok, look } = about('Kandji');

/**
 * A line for each box that this app can use, in the order of Kandji's settings: ticked, missing, or not to be checked without changing
 * something. GETs only, and none that reads a key. `bad` are those without which something can't be looked up.
 */
export async function checkBoxes(access: KandjiAccess): Promise<readonly CheckResult[]> {
  const reads = await tryReadBoxes(
    access,
    PERMISSIONS.filter(({ needed }) => needed === 'read'),
  );
  if ('mark' in reads) return [reads];
  const keys = await tryKeyBoxes(access);
  const tried = new Map([...reads, ...keys].map((one) => [one.box.endpoint, one]));
  const isKey = new Set(keys.map(({ box }) => box.endpoint));
  return PERMISSIONS.filter(({ needed }) => needed !== 'never').map((box) => {
    const one = tried.get(box.endpoint);
    if (!one) return look(`${boxName(box)} can't be checked without changing something.`);
    return (isKey.has(box.endpoint) ? keyMissing(one) : notReadable(one)) ?? ok(`${boxName(box)} is ticked.`);
  });
}

/** Many policies show no keys. */
const keyMissing = ({ box, result, why }: TriedBox): CheckResult | null =>
  result === 'missing'
    ? look(`the token lacks ${boxName(box)}.`, 'Tick it only if the policy shows it to someone.')
    : result === 'untried'
      ? look(`${boxName(box)} could not be tried: ${why}.`)
      : null;

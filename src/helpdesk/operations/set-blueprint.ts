import { z } from 'zod';
import { deviceWord } from '../text.ts';
import type { RecordChange } from './operation.ts';
import { removed } from './unmanaged.ts';

/** `blueprintName` is for people; only the id is sent. */
const params = z.object({ blueprintId: z.string().min(1), blueprintName: z.string() });

export const setBlueprint: RecordChange<'set-blueprint', z.infer<typeof params>> = {
  kind: 'record',
  takesEffect: 'at-check-in',
  name: 'set-blueprint',
  title: 'move it to another blueprint',
  label: 'Blueprint',
  risk: 'disruptive',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: () => ['blueprint'],
  watches: ['blueprint'],
  impossible: removed,
  consequence: (device, { blueprintName }) =>
    device.blueprint === null
      ? `At its next check-in the ${deviceWord(device.platform)} gets the apps and settings of ${blueprintName}.`
      : `At its next check-in the ${deviceWord(device.platform)} loses the apps and settings of ${device.blueprint.name} and gets those of ${blueprintName}.`,
  patch: (_device, { blueprintId }) => ({ blueprintId }),
  difference: (device, { blueprintName }) => ({
    label: 'Blueprint',
    before: device.blueprint?.name ?? 'none',
    after: blueprintName,
  }),
  done: (device, { blueprintId }) => device.blueprint?.id === blueprintId,
};

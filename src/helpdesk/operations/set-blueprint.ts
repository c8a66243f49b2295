import { z } from 'zod';
import type { RecordChange } from './shape.ts';

/** `blueprintName` is for people; only the id is sent. */
const params = z.object({ blueprintId: z.string().min(1), blueprintName: z.string() });

export const setBlueprint: RecordChange<'set-blueprint', z.infer<typeof params>> = {
  kind: 'record',
  name: 'set-blueprint',
  title: 'move it to another blueprint',
  label: 'Blueprint',
  risk: 'disruptive',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: () => ['blueprint'],
  watches: ['blueprint'],
  impossible: () => null,
  consequence: (device, { blueprintName }) =>
    `Apps and settings of ${device.blueprint?.name ?? 'its blueprint'} go, those of ${blueprintName} come, at the next check-ins.`,
  patch: (_device, { blueprintId }) => ({ blueprintId }),
  difference: (device, { blueprintName }) => ({
    label: 'Blueprint',
    before: device.blueprint?.name ?? 'none',
    after: blueprintName,
  }),
  done: (device, { blueprintId }) => device.blueprint?.id === blueprintId,
};

import { z } from 'zod';
import type { CardCopy } from '../helpdesk/store-port.ts';
import type { CardRow } from './schema.ts';

const places = z.enum(['approvals', 'requester', 'adopted']);

export const readCard = (row: CardRow): CardCopy => ({
  id: row.id,
  requestId: row.request_id,
  place: places.parse(row.place),
  channel: row.channel,
  ts: row.ts,
  wasGone: row.gone !== null,
  rejections: row.rejections,
});

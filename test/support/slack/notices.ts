import type { Notice } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import type { Card } from '../../../src/slack/block-kit/card.ts';
import {
  type Reader,
  renderDecisions,
  renderNotice,
  renderReminder,
} from '../../../src/slack/requests/notice.ts';
import { NOW } from './fixtures.ts';

const NOTICES: readonly Notice[] = ['outcome', 'still-unknown', 'your-decision', 'card-lost'];

export const readBy = (userId: string, more: Partial<Reader> = {}): Reader => ({
  userId,
  now: NOW,
  command: '/kandji',
  holders: {},
  acting: {},
  ...more,
});

/** Every message that the app sends about a request by itself. */
export function renderAll(request: HelpdeskRequest, userId: string): readonly Card[] {
  const reader = readBy(userId);
  const decision = { action: 'approved', at: NOW, request } as const;
  return [
    ...NOTICES.map((notice) => renderNotice(notice, request, reader)),
    renderDecisions([decision], reader),
    renderDecisions(Array(30).fill(decision), reader),
    renderReminder(request, { ...reader, also: [] }),
  ];
}

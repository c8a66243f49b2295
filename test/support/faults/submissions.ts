import type { SeenView } from '../../../packages/slack-sandbox/src/person/types.ts';
import type { SlackTraffic } from '../../../packages/slack-sandbox/src/traffic.ts';

/** A view_submission as it went over HTTP. */
export interface Payload {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly contentType: string;
}

/** The submission among what passed. */
export function templateOf(traffic: readonly SlackTraffic[]): Payload {
  const sent = traffic.find((entry) => entry.kind === 'delivery' && entry.type === 'view_submission');
  if (sent?.kind !== 'delivery') throw new Error('nothing was submitted');
  return { payload: sent.payload, contentType: sent.contentType };
}

/** What Slack would send if this person submitted this modal now; typed words are the template's. */
export function submissionOf(template: Payload, userId: string, view: SeenView): string {
  const payload = structuredClone(template.payload) as {
    user: Record<string, unknown>;
    view: Record<string, unknown>;
  };
  Object.assign(payload.user, { id: userId, username: userId, name: userId });
  Object.assign(payload.view, {
    id: view.id,
    root_view_id: view.id,
    callback_id: view.callbackId,
    private_metadata: view.privateMetadata,
    hash: view.hash,
    blocks: view.blocks,
  });
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

import { randomUUID } from 'node:crypto';
import { type Answer, json, withHeaders } from './answer.ts';

/** The refusals of the gateway (Kong) and of the application (Django REST framework), each in its own shape. */

export const notRouted = (): Answer =>
  json({ message: 'no Route matched with those values', request_id: randomUUID().replaceAll('-', '') }, 404);

export const notFound = (): Answer => json({ detail: 'Not found.' }, 404);

export const notAuthenticated = (): Answer => json({ message: 'Invalid authentication' }, 401);

export const notPermitted = (status: 401 | 403): Answer =>
  json({ detail: 'You do not have permission to perform this action.' }, status);

export const wrongMethod = (method: string, allowed: readonly string[]): Answer =>
  withHeaders(json({ detail: `Method "${method}" not allowed.` }, 405), { Allow: allowed.join(', ') });

export const wrongMediaType = (type: string): Answer =>
  json({ detail: `Unsupported media type "${type}" in request.` }, 415);

export const badJson = (reason: string): Answer => json({ detail: `JSON parse error - ${reason}` }, 400);

/** `{"field": ["…"]}` */
export const badField = (field: string, message: string): Answer => json({ [field]: [message] }, 400);

/** `"…"`: a bare JSON string. */
export const badText = (message: string): Answer => json(message, 400);

/** `["…"]` */
export const badList = (message: string): Answer => json([message], 400);

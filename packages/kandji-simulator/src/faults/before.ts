import { type Answer, empty, html, json, withHeaders } from '../http/answer.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { badText, notRouted } from '../http/refusals.ts';
import type { ErrorShape, Fault } from './fault.ts';

/** How a request ends: with an answer, in silence, or with a broken connection. */
export type Ending = { readonly answer: Answer } | 'silence' | 'reset';

/** What a fault does in place of the real answer; null: the request is processed. */
export function insteadOfAnswer(fault: Fault, limits: RateLimits): Ending | null {
  switch (fault.kind) {
    case 'status':
      return { answer: withHeaders(errorAnswer(fault), fault.headers ?? {}) };
    case 'rate-limit-second':
      return { answer: limits.refusal('second') };
    case 'rate-limit-hour':
      return { answer: limits.refusal('hour') };
    case 'hang':
      return fault.process === true ? null : 'silence';
    case 'reset':
      return 'reset';
    case 'html':
      return { answer: html(fault.status ?? 200, 'Kandji is being updated') };
    case 'redirect':
      return {
        answer: withHeaders(empty(302), { Location: fault.to ?? 'https://login.larkfield.example/' }),
      };
    case 'command-already-running':
      return { answer: badText('Command already running') };
    default:
      return null;
  }
}

function errorAnswer(fault: Fault & { kind: 'status' }): Answer {
  if (fault.body !== undefined) return json(fault.body, fault.status);
  const message = fault.message ?? 'Something went wrong.';
  return shaped(fault.shape ?? 'detail', message, fault.status);
}

function shaped(shape: ErrorShape, message: string, status: number): Answer {
  switch (shape) {
    case 'detail':
    case 'message':
    case 'error':
      return json({ [shape]: message }, status);
    case 'list':
      return json([message], status);
    case 'text':
      return json(message, status);
    case 'fields':
      return json({ blueprint_id: [message] }, status);
    case 'html':
      return html(status, message);
    case 'kong':
      return { ...notRouted(), status };
    case 'empty':
      return empty(status);
  }
}

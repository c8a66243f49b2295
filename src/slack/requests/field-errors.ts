import { Refusal } from '../../helpdesk/policy.ts';
import type { SubmissionResponse } from '../listener-types.ts';

/** What is wrong with an input stands beside it, and nothing that was typed is lost. Other refusals go on to the edge. */
export async function besideField(
  blockId: string,
  work: () => Promise<SubmissionResponse>,
): Promise<SubmissionResponse> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'bad-input') throw error;
    return fieldErrors({ [blockId]: error.reason });
  }
}

/** Keys are block ids of inputs in the submitted view (Slack docs, view_submission). */
export const fieldErrors = (errors: Record<string, string>): SubmissionResponse => ({
  ack: { response_action: 'errors', errors },
});

import type { Answer, PageActionName, PageActions } from '../../page/wire.ts';

export type Send = <D extends PageActionName>(action: D, body: PageActions[D]) => Promise<Answer>;

/** Sends what this window's person does. Never throws: a lost connection is an answer, too. */
export function createSend(as: string): Send {
  return async (action, body) => {
    try {
      const response = await fetch(`/do/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ as, ...body }),
      });
      return readAnswer(await response.json());
    } catch {
      return {
        ok: false,
        error: 'The playground is not running any more. Start it again with npm run play.',
      };
    }
  };
}

function readAnswer(json: unknown): Answer {
  // Our own server wrote it.
  if (typeof json === 'object' && json !== null && 'ok' in json) return json as Answer;
  return { ok: false, error: 'The playground gave an answer that this page cannot read.' };
}

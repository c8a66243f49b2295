import type { VNode } from 'preact';
import { useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { Json } from './json.tsx';

/** The JSON of a message (`C0HELP:17.1`), of a modal (`view:V1`) or of the Home tab (`home`). */
export function JsonOf({ what }: { what: string }): VNode {
  const { go } = useGoing();
  const world = useWorld();
  const view =
    what === 'home' ? world.get('home') : world.get('views')?.find((one) => `view:${one.id}` === what);
  const message = world.get(`message:${what}`);
  const kind = message !== undefined ? 'message' : what === 'home' ? 'Home tab' : 'modal';
  return (
    <div class="json-of">
      <button type="button" class="quiet" onClick={() => go({ json: '' })}>
        ← All traffic
      </button>
      {message !== undefined && (
        <>
          <Json
            name="Blocks of this message"
            value={{ blocks: message.blocks }}
            copyLabel="Copy for Block Kit Builder"
          />
          <Json name="The whole message" value={message} />
        </>
      )}
      {view != null && (
        <Json name={`This ${kind}`} value={builderView(view, what)} copyLabel="Copy for Block Kit Builder" />
      )}
      {message === undefined && view == null && <p class="quiet-text">It is not there any more.</p>}
    </div>
  );
}

function builderView(
  view: { title: string; submit: string; close: string; callbackId: string; blocks: readonly unknown[] },
  what: string,
): object {
  if (what === 'home') return { type: 'home', blocks: view.blocks };
  const plain = (text: string): object => ({ type: 'plain_text', text });
  return {
    type: 'modal',
    callback_id: view.callbackId,
    title: plain(view.title),
    ...(view.submit === '' ? {} : { submit: plain(view.submit) }),
    ...(view.close === '' ? {} : { close: plain(view.close) }),
    blocks: view.blocks,
  };
}

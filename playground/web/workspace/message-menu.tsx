import type { VNode } from 'preact';
import type { WireMessage } from '../../page/wire.ts';
import { Menu } from '../elements/menu.tsx';
import type { Choice } from '../elements/options.ts';
import { errorOf, usePage } from '../state/page.ts';
import { useGoing } from '../state/place.ts';

/** What can be done with a message: the app's shortcuts, a reply, a look at its JSON. */
export function MessageMenu(props: { message: WireMessage; onTrouble: (text: string) => void }): VNode {
  const { channel, ts, onlyYou, threadTs } = props.message;
  const { send, world } = usePage();
  const { go } = useGoing();
  const shortcuts = onlyYou
    ? []
    : (world.get('about')?.shortcuts ?? []).filter((shortcut) => shortcut.type === 'message');
  const items: Choice[] = [
    ...shortcuts.map(({ callbackId, name, description }) => ({
      key: callbackId,
      label: name,
      detail: description,
      value: callbackId,
    })),
    { key: ' json', label: 'Look at its JSON', detail: 'to copy into Block Kit Builder', value: null },
  ];
  const pick = async (choice: Choice): Promise<void> => {
    if (choice.key === ' json') {
      go({ beside: 'inside', json: `${channel}:${ts}` });
      return;
    }
    props.onTrouble('');
    props.onTrouble(errorOf(await send('messageShortcut', { callbackId: choice.key, channel, ts })));
  };
  return (
    <div class="message-actions">
      {!onlyYou && threadTs === '' && (
        <button
          type="button"
          class="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => go({ thread: ts })}
        >
          💬
        </button>
      )}
      <Menu
        label="More actions"
        face="⋮"
        name="icon-button"
        action=""
        disabled={false}
        items={items}
        onPick={(choice) => void pick(choice)}
      />
    </div>
  );
}

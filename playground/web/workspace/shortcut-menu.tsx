import type { VNode } from 'preact';
import { Menu } from '../elements/menu.tsx';
import { errorOf, usePage, useWorld } from '../state/page.ts';

/** The app's global shortcuts. */
export function ShortcutMenu({ onTrouble }: { onTrouble: (text: string) => void }): VNode | null {
  const { send } = usePage();
  const shortcuts = (useWorld().get('about')?.shortcuts ?? []).filter((one) => one.type === 'global');
  if (shortcuts.length === 0) return null;
  const items = shortcuts.map(({ callbackId, name, description }) => ({
    key: callbackId,
    label: name,
    detail: description,
    value: callbackId,
  }));
  return (
    <Menu
      label="Shortcuts"
      face="⚡"
      name="icon-button"
      action=""
      disabled={false}
      items={items}
      onPick={(choice) => {
        onTrouble('');
        void send('shortcut', { callbackId: choice.key }).then((answer) => onTrouble(errorOf(answer)));
      }}
    />
  );
}

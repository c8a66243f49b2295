import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage, useWorld } from '../state/page.ts';
import { Modal } from './modal.tsx';

/** The person's open modals. Only the top one is drawn; what was typed below it waits. */
export function ModalStack(): VNode | null {
  const { drafts } = usePage();
  const views = useWorld().get('views') ?? [];
  const known = useRef<readonly string[]>([]);
  const ids = views.map((view) => view.id);
  const list = ids.join(' ');
  useEffect(() => {
    const open = list.split(' ');
    for (const id of known.current) if (!open.includes(id)) drafts.forget(`view:${id}/`);
    known.current = open;
  }, [list, drafts]);
  const top = views.at(-1);
  if (top === undefined) return null;
  return <Modal key={top.id} view={top} depth={views.length} />;
}

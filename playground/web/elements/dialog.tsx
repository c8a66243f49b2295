import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A dialog in the top layer: everything behind it is inert, focus stays inside, Esc leaves by `onLeave`, and focus goes
 * back to where it was.
 */
export function Dialog(props: {
  name: string;
  labelledBy: string;
  onLeave: () => void;
  children: ComponentChildren;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const box = dialog.current;
    const before = document.activeElement;
    box?.showModal();
    focusFirst(box);
    return () => {
      box?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={props.name}
      aria-labelledby={props.labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === dialog.current) props.onLeave();
      }}
      onKeyDown={(event) => {
        // A browser closes a dialog on the second Esc without asking; this one asks every time.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        props.onLeave();
      }}
    >
      {props.children}
    </dialog>
  );
}

function focusFirst(box: HTMLElement | null): void {
  const wanted =
    box?.querySelector<HTMLElement>('[data-autofocus]') ??
    box?.querySelector<HTMLElement>('.modal-body input, .modal-body textarea, .modal-body button') ??
    box?.querySelector<HTMLElement>('[data-focus-fallback]');
  wanted?.focus({ preventScroll: true });
}

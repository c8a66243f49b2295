import type { ComponentChildren, TargetedKeyboardEvent, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled)';

/**
 * The window of a modal. The workspace behind it is inert, Tab goes round inside, Esc leaves; only the panels of the
 * playground beside it can still be used, because no Slack has them.
 */
export function ModalFrame(props: {
  labelledBy: string;
  onLeave: () => void;
  children: ComponentChildren;
}): VNode {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = frame.current;
    const wanted = ['[data-autofocus]', '.modal-body input, .modal-body textarea', '[data-focus-fallback]']
      .map((selector) => box?.querySelector<HTMLElement>(selector))
      .find((found) => found != null);
    wanted?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onLeave();
    } else if (event.key === 'Tab') goRound(event);
  };
  return (
    <div class="modal-layer">
      <div
        class="modal"
        role="dialog"
        aria-modal="true"
        aria-labelledby={props.labelledBy}
        tabIndex={-1}
        ref={frame}
        onKeyDown={onKeyDown}
      >
        {props.children}
      </div>
    </div>
  );
}

function goRound(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one.tabIndex >= 0 && one.offsetParent !== null,
  );
  const [first, last] = [all[0], all.at(-1)];
  const leaving = event.shiftKey ? first : last;
  if (document.activeElement !== leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

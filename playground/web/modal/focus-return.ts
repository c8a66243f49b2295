import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * When the last modal is gone, focus goes back to where it was before the first one. To be used by what draws both the
 * modals and the workspace behind them.
 */
export function useFocusReturn(open: boolean): void {
  const before = useRef<Element | null>(null);
  // Read while drawing: as soon as the workspace is inert, nothing in it has the focus any more.
  if (open && before.current === null) before.current = document.activeElement;
  useLayoutEffect(() => {
    if (open) return;
    const back = before.current;
    before.current = null;
    if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
  }, [open]);
}

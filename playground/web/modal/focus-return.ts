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
    if (back === null) return;
    // What opened it may be gone, or was busy and lost the focus: then where one writes, or the first button of the Home tab.
    const isThere = back instanceof HTMLElement && back.isConnected && back !== document.body;
    const first = (selector: string) => document.querySelector<HTMLElement>(selector);
    const next = isThere ? back : (first('.composer textarea') ?? first('main button'));
    next?.focus({ preventScroll: true });
  }, [open]);
}

import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const GAP = 4;
const EDGE = 8;

/**
 * Keeps a popover in the top layer beside its anchor: below when there is room, else above, never over the edge.
 * Nothing can cut it off, not even the modal that it belongs to.
 */
export function useFloat(
  open: boolean,
  anchor: RefObject<HTMLElement | null>,
  float: RefObject<HTMLElement | null>,
  align: 'start' | 'end' = 'start',
): void {
  useLayoutEffect(() => {
    const box = float.current;
    if (!open || box === null || anchor.current === null) return;
    box.showPopover();
    const place = (): void => {
      if (anchor.current !== null) placeBeside(anchor.current.getBoundingClientRect(), box, align);
    };
    place();
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    const watch = new ResizeObserver(place);
    watch.observe(box);
    return () => {
      watch.disconnect();
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
      if (box.isConnected) box.hidePopover();
    };
  }, [open, anchor, float, align]);
}

function placeBeside(anchor: DOMRect, box: HTMLElement, align: 'start' | 'end'): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = window.innerHeight - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const up = height > below && above > below;
  const left = align === 'start' ? anchor.left : anchor.right - width;
  box.style.minWidth = `${Math.min(anchor.width, 600)}px`;
  box.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
  box.style.top = up ? `${Math.max(EDGE, anchor.top - GAP - height)}px` : `${anchor.bottom + GAP}px`;
  box.style.maxHeight = `${Math.min(320, Math.max(up ? above : below, 120))}px`;
}

/** Calls `away` when someone presses outside of both elements. */
export function usePressOutside(
  open: boolean,
  inside: readonly RefObject<HTMLElement | null>[],
  away: () => void,
): void {
  useLayoutEffect(() => {
    if (!open) return;
    const pressed = (event: PointerEvent): void => {
      const target = event.target;
      if (target instanceof Node && !inside.some((one) => one.current?.contains(target))) away();
    };
    document.addEventListener('pointerdown', pressed, true);
    return () => document.removeEventListener('pointerdown', pressed, true);
  });
}

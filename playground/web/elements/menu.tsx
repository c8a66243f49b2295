import type { ComponentChildren, TargetedKeyboardEvent, VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useFloat, usePressOutside } from './float.ts';
import type { Choice } from './options.ts';

/** A button that opens a menu (WAI-ARIA menu button pattern). */
export function Menu(props: {
  label: string;
  face: ComponentChildren;
  name: string;
  action: string;
  disabled: boolean;
  items: readonly Choice[];
  onPick: (choice: Choice) => void;
}): VNode {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useFloat(open, anchor, menu, 'end');
  usePressOutside(open, [anchor, menu], () => setOpen(false));
  useLayoutEffect(() => {
    if (open) menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [open]);
  const leave = (): void => {
    setOpen(false);
    anchor.current?.focus();
  };
  return (
    <>
      <button
        type="button"
        ref={anchor}
        class={props.name}
        data-action={props.action || undefined}
        disabled={props.disabled}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        aria-label={props.label}
        title={props.label}
        onClick={() => setOpen(!open)}
      >
        {props.face}
      </button>
      <div
        class="menu"
        id={id}
        ref={menu}
        popover="manual"
        role="menu"
        tabIndex={-1}
        aria-label={props.label}
        onKeyDown={(event) => moveInMenu(event, leave)}
      >
        {open &&
          props.items.map((choice) => (
            <button
              key={choice.key}
              type="button"
              role="menuitem"
              class="option"
              tabIndex={-1}
              onClick={() => {
                leave();
                props.onPick(choice);
              }}
            >
              <span>{choice.label}</span>
              {choice.detail !== '' && <small>{choice.detail}</small>}
            </button>
          ))}
      </div>
    </>
  );
}

function moveInMenu(event: TargetedKeyboardEvent<HTMLElement>, leave: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const focused = document.activeElement;
  const now = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) items.at(to % items.length)?.focus();
  else if (event.key === 'Escape') event.stopPropagation();
  if (event.key === 'Escape' || event.key === 'Tab') leave();
  if (to !== undefined || event.key === 'Escape') event.preventDefault();
}

import type { RefObject, TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useFloat, usePressOutside } from './float.ts';
import type { Choice, ChoiceGroup } from './options.ts';

/** The list of a combobox: open or not, what is typed, and which option the keyboard is on. */
export interface OpenList {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly menu: RefObject<HTMLDivElement | null>;
  readonly open: boolean;
  readonly typed: string;
  readonly active: number;
  /** Every option, groups aside. */
  readonly flat: readonly Choice[];
  show(): void;
  typeIn(text: string): void;
  pick(choice: Choice | undefined): void;
  key(event: TargetedKeyboardEvent<HTMLInputElement>): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** Opens, narrows, moves through and closes the list of a combobox. */
export function useOpenList(props: ComboboxProps): OpenList {
  const box = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const flat = props.groups.flatMap((group) => group.choices);
  const type = (text: string): void => {
    setTyped(text);
    setActive(0);
    props.onType(text);
  };
  const show = (): void => {
    if (open || props.disabled) return;
    setOpen(true);
    type('');
    setActive(Math.max(0, flat.findIndex(props.chosen)));
  };
  const close = (): void => {
    setOpen(false);
    setTyped('');
  };
  const pick = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    props.onPick(choice);
    if (props.several) type('');
    else close();
  };
  const move = (step: number): void => {
    if (open) setActive(Math.max(0, Math.min(flat.length - 1, active + step)));
    else show();
  };
  useFloat(open, box, menu);
  usePressOutside(open, [box, menu], close);
  return {
    ...{ box, menu, open, typed, active, flat, show, pick },
    typeIn(text) {
      setOpen(true);
      type(text);
    },
    key(event) {
      const step = STEPS[event.key];
      if (event.key === 'Tab') close();
      const ours = step !== undefined || (open && (event.key === 'Escape' || event.key === 'Enter'));
      if (!ours) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter') pick(flat[active]);
      else move(step ?? 0);
    },
  };
}

export interface ComboboxProps {
  readonly label: string;
  readonly placeholder: string;
  /** What is chosen now, in words; shown while the menu is closed. */
  readonly shown: string;
  readonly groups: readonly ChoiceGroup[];
  readonly chosen: (choice: Choice) => boolean;
  /** Keeps the menu open after a choice, for several. */
  readonly several: boolean;
  readonly disabled: boolean;
  readonly autofocus: boolean;
  readonly invalid: boolean;
  readonly describedBy: string;
  /** Stands in for the list: "Type 2 more letters", "Loading…". */
  readonly notice: string;
  readonly onType: (typed: string) => void;
  readonly onPick: (choice: Choice) => void;
  readonly onClear?: (() => void) | undefined;
}

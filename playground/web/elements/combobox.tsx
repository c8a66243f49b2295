import type { TargetedKeyboardEvent, VNode } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useFloat, usePressOutside } from './float.ts';
import type { Choice, ChoiceGroup } from './options.ts';

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
  readonly onOpen: () => void;
  readonly onPick: (choice: Choice) => void;
  readonly onClear?: (() => void) | undefined;
}

/** A menu that can be typed in: arrow keys move, Enter chooses, Esc closes (WAI-ARIA combobox pattern). */
export function Combobox(props: ComboboxProps): VNode {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const flat = props.groups.flatMap((group) => group.choices);
  useFloat(open, box, menu);
  const type = (text: string): void => {
    setTyped(text);
    setActive(0);
    props.onType(text);
  };
  const show = (): void => {
    if (open || props.disabled) return;
    setOpen(true);
    type('');
    props.onOpen();
    setActive(Math.max(0, flat.findIndex(props.chosen)));
  };
  const close = (): void => {
    setOpen(false);
    setTyped('');
  };
  usePressOutside(open, [box, menu], close);
  const pick = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    props.onPick(choice);
    if (props.several) type('');
    else close();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    const step = STEPS[event.key];
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
    else if (event.key === 'Enter' && open) {
      event.preventDefault();
      pick(flat[active]);
    } else if (step !== undefined) {
      event.preventDefault();
      if (open) setActive(Math.max(0, Math.min(flat.length - 1, active + step)));
      else show();
    }
  };
  return (
    <div class="combobox" ref={box}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={props.label}
        aria-expanded={open}
        aria-controls={`${id}-menu`}
        aria-autocomplete="list"
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy || undefined}
        aria-activedescendant={open && flat[active] !== undefined ? `${id}-${active}` : undefined}
        class={props.shown === '' ? 'field' : 'field filled'}
        placeholder={props.shown === '' || !open ? props.placeholder : props.shown}
        disabled={props.disabled}
        data-autofocus={props.autofocus || undefined}
        value={open ? typed : props.shown}
        onInput={(event) => {
          show();
          type(event.currentTarget.value);
        }}
        onClick={show}
        onKeyDown={onKeyDown}
      />
      {props.onClear !== undefined && props.shown !== '' && !open ? (
        <button type="button" class="clear" aria-label={`Clear ${props.label}`} onClick={props.onClear}>
          ×
        </button>
      ) : (
        <span class="caret" aria-hidden="true" />
      )}
      <div class="menu" id={`${id}-menu`} ref={menu} popover="manual" role="listbox" aria-label={props.label}>
        {open && <List id={id} {...props} flat={flat} active={active} pick={pick} />}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

interface ListProps extends ComboboxProps {
  readonly id: string;
  readonly flat: readonly Choice[];
  readonly active: number;
  readonly pick: (choice: Choice) => void;
}

function List(props: ListProps): VNode {
  if (props.notice !== '') return <Notice text={props.notice} />;
  if (props.flat.length === 0) return <Notice text="No results" />;
  return (
    <>
      {props.groups.map((group) => (
        <fieldset key={group.label} class="choices" aria-label={group.label || props.label}>
          {group.label !== '' && <div class="group-label">{group.label}</div>}
          {group.choices.map((choice) => (
            <Row key={choice.key} {...props} choice={choice} index={props.flat.indexOf(choice)} />
          ))}
        </fieldset>
      ))}
    </>
  );
}

function Notice({ text }: { text: string }): VNode {
  return (
    <div class="notice" role="option" aria-selected={false} aria-disabled={true} tabIndex={-1}>
      {text}
    </div>
  );
}

function Row(props: ListProps & { choice: Choice; index: number }): VNode {
  const { choice, index } = props;
  const active = index === props.active;
  const chosen = props.chosen(choice);
  return (
    <div
      id={`${props.id}-${index}`}
      role="option"
      tabIndex={-1}
      class={`option${active ? ' active' : ''}${chosen ? ' chosen' : ''}`}
      aria-selected={chosen}
      ref={(row) => {
        if (active) row?.scrollIntoView({ block: 'nearest' });
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        props.pick(choice);
      }}
    >
      <span>{choice.label}</span>
      {choice.detail !== '' && <small>{choice.detail}</small>}
    </div>
  );
}

import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { Choice } from './options.ts';
import { type ComboboxProps, useOpenList } from './use-open-list.ts';

/** A menu that can be typed in: arrow keys move, Enter chooses, Esc closes (WAI-ARIA combobox pattern). */
export function Combobox(props: ComboboxProps): VNode {
  const id = useId();
  const list = useOpenList(props);
  const { box, menu, open, typed, active, flat } = list;
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
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => list.typeIn(event.currentTarget.value)}
        onClick={list.show}
        onKeyDown={list.key}
      />
      {props.onClear !== undefined && props.shown !== '' && !open ? (
        <button type="button" class="clear" aria-label={`Clear ${props.label}`} onClick={props.onClear}>
          ×
        </button>
      ) : (
        <span class="caret" aria-hidden="true" />
      )}
      <div class="menu" id={`${id}-menu`} ref={menu} popover="manual" role="listbox" aria-label={props.label}>
        {open && <List id={id} {...props} flat={flat} active={active} pick={list.pick} />}
      </div>
    </div>
  );
}

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

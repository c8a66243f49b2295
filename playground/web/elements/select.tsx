import type { MultiSelect, Select } from '@slack/types';
import type { VNode } from 'preact';
import { usePage } from '../state/page.ts';
import { Combobox } from './combobox.tsx';
import { type MenuSource, useGivenOptions, useSuggestions } from './menu-source.ts';
import { type Choice, type ChoiceGroup, choiceGroups, labelOf, part, textOf } from './options.ts';
import { valueKey } from './state.ts';
import { type ElementProps, useElement } from './use-element.tsx';

type AnySelect = Select | MultiSelect;

/** Every select menu: of given options, of the app's suggestions, of people and of channels; for one or for several. */
export function SelectElement(props: ElementProps<AnySelect>): VNode {
  const { type } = props.element;
  if (type.endsWith('external_select')) return <ExternalMenu {...props} />;
  if (type.endsWith('static_select')) return <StaticMenu {...props} />;
  return <WorldMenu {...props} />;
}

function ExternalMenu(props: ElementProps<AnySelect>): VNode {
  return <SelectMenu {...props} source={useSuggestions(props.blockId, props.element)} name={labelOf} />;
}

function StaticMenu(props: ElementProps<AnySelect>): VNode {
  const { element } = props;
  const groups = choiceGroups(part(element, 'options'), part(element, 'option_groups'));
  return <SelectMenu {...props} source={useGivenOptions(groups)} name={labelOf} />;
}

function WorldMenu(props: ElementProps<AnySelect>): VNode {
  const { world } = usePage();
  const people = props.element.type.includes('users');
  const all: readonly Choice[] = people
    ? world.all('person:').map((one) => ({ key: one.id, label: one.name, detail: '', value: one.id }))
    : world.all('channel:').map((one) => ({ key: one.id, label: `#${one.name}`, detail: '', value: one.id }));
  const name = (id: unknown): string => all.find((choice) => choice.value === id)?.label ?? String(id);
  return <SelectMenu {...props} source={useGivenOptions([{ label: '', choices: all }])} name={name} />;
}

interface MenuProps extends ElementProps<AnySelect> {
  readonly source: MenuSource;
  readonly name: (value: unknown) => string;
}

function SelectMenu(props: MenuProps): VNode {
  const { element, form, source, name } = props;
  const used = useElement(props);
  const key = valueKey(element.type) ?? 'value';
  const several = element.type.startsWith('multi_');
  const value = used.state[key];
  const chosen: readonly unknown[] = Array.isArray(value) ? value : value == null ? [] : [value];
  const idOf = (one: unknown): unknown => part(one, 'value') ?? one;
  const has = (choice: Choice): boolean => chosen.some((one) => idOf(one) === idOf(choice.value));
  const put = (next: unknown): void => used.change({ type: element.type, [key]: next });
  const most = Number(part(element, 'max_selected_items') ?? Number.POSITIVE_INFINITY);
  const pick = (choice: Choice): void => {
    if (!several) put(choice.value);
    else if (has(choice)) put(chosen.filter((one) => idOf(one) !== idOf(choice.value)));
    else if (chosen.length < most) put([...chosen, choice.value]);
  };
  const full = several && chosen.length >= most;
  return (
    <span class="element select" data-action={element.action_id}>
      {several && chosen.length > 0 && (
        <Chips
          names={chosen.map(name)}
          disabled={used.disabled}
          onRemove={(index) => put(chosen.toSpliced(index, 1))}
        />
      )}
      <Combobox
        label={form?.label ?? (textOf(element.placeholder) || 'Choose')}
        placeholder={textOf(element.placeholder) || (several ? 'Choose…' : 'Choose an option')}
        shown={several || chosen.length === 0 ? '' : name(chosen[0])}
        groups={full ? onlyChosen(source.groups, has) : source.groups}
        chosen={has}
        several={several}
        disabled={used.disabled || used.waiting}
        autofocus={element.focus_on_load === true}
        invalid={form?.invalid === true}
        describedBy={form?.describedBy ?? ''}
        notice={source.notice}
        onType={source.type}
        onPick={pick}
        onClear={form !== null && !several ? () => used.keep({ type: element.type, [key]: null }) : undefined}
      />
      {used.beside}
    </span>
  );
}

function onlyChosen(groups: readonly ChoiceGroup[], has: (choice: Choice) => boolean): ChoiceGroup[] {
  return groups.map((group) => ({ ...group, choices: group.choices.filter(has) }));
}

function Chips(props: {
  names: readonly string[];
  disabled: boolean;
  onRemove: (index: number) => void;
}): VNode {
  return (
    <span class="chips">
      {props.names.map((name, index) => (
        <span class="chip" key={name}>
          {name}
          <button
            type="button"
            aria-label={`Remove ${name}`}
            disabled={props.disabled}
            onClick={() => props.onRemove(index)}
          >
            ×
          </button>
        </span>
      ))}
    </span>
  );
}

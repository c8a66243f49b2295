import type { EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types';
import type { TargetedInputEvent, TargetedKeyboardEvent, VNode } from 'preact';
import { part, textOf } from './options.ts';
import { type ElementProps, useElement } from './use-element.tsx';

type AnyText = PlainTextInput | EmailInput | URLInput | NumberInput;

const MODES = { email_text_input: 'email', url_text_input: 'url', number_input: 'decimal' } as const;

/** Text, an address, a link or a number to type. */
export function TextInput(props: ElementProps<AnyText>): VNode {
  const { element, form } = props;
  const used = useElement(props);
  const value = String(used.state.value ?? '');
  const triggers = part(part(element, 'dispatch_action_config'), 'trigger_actions_on');
  const eachLetter = Array.isArray(triggers) && triggers.includes('on_character_entered');
  const onEnter = !Array.isArray(triggers) || triggers.includes('on_enter_pressed');
  const multiline = part(element, 'multiline') === true;
  const most = part(element, 'max_length');
  const shared = {
    class: 'field',
    value,
    disabled: used.disabled,
    placeholder: textOf(element.placeholder),
    'aria-label': form?.label ?? 'Text',
    'aria-invalid': form?.invalid === true,
    'aria-describedby': form?.describedBy || undefined,
    'data-action': element.action_id,
    'data-autofocus': element.focus_on_load === true || undefined,
    maxLength: typeof most === 'number' ? most : undefined,
    onInput: (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const state = { type: element.type, value: event.currentTarget.value };
      used.keep(state);
      if (form?.dispatch === true && eachLetter) used.act(state);
    },
    onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => {
      if (event.key !== 'Enter' || multiline || form?.dispatch !== true || !onEnter) return;
      event.preventDefault();
      used.act({ type: element.type, value });
    },
  };
  const mode = element.type === 'plain_text_input' ? 'text' : MODES[element.type];
  return (
    <span class="element wide">
      {multiline ? <textarea {...shared} rows={3} /> : <input type="text" inputMode={mode} {...shared} />}
      {typeof most === 'number' && value.length > most * 0.8 && (
        <span class="left">{most - [...value].length}</span>
      )}
      {used.beside}
    </span>
  );
}

import type { Checkboxes, RadioButtons } from '@slack/types';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Text } from '../mrkdwn/mrkdwn.tsx';
import { part } from './options.ts';
import { type ElementProps, useElement } from './use-element.tsx';

/** Checkboxes: any number of the options. */
export function CheckboxesElement(props: ElementProps<Checkboxes>): VNode {
  const { element } = props;
  const used = useElement(props);
  const value = used.state.selected_options;
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const has = (option: Option): boolean => chosen.some((one) => part(one, 'value') === option.value);
  const toggle = (option: Option): void => {
    // In the order in which they are offered, as Slack sends them.
    const next = element.options.filter((one) => (one === option ? !has(one) : has(one)));
    used.change({ type: 'checkboxes', selected_options: next });
  };
  return <Choices {...props} kind="checkbox" used={used} has={has} onToggle={toggle} />;
}

/** Radio buttons: one of the options. */
export function RadioElement(props: ElementProps<RadioButtons>): VNode {
  const used = useElement(props);
  const has = (option: Option): boolean => part(used.state.selected_option, 'value') === option.value;
  const choose = (option: Option): void => used.change({ type: 'radio_buttons', selected_option: option });
  return <Choices {...props} kind="radio" used={used} has={has} onToggle={choose} />;
}

type Option = Checkboxes['options'][number];

function Choices(
  props: ElementProps<Checkboxes | RadioButtons> & {
    kind: 'checkbox' | 'radio';
    used: ReturnType<typeof useElement>;
    has: (option: Option) => boolean;
    onToggle: (option: Option) => void;
  },
): VNode {
  const name = useId();
  return (
    <fieldset
      class="element ticks"
      aria-label={props.form?.label ?? 'Options'}
      aria-describedby={props.form?.describedBy || undefined}
      data-action={props.element.action_id}
    >
      {props.element.options.map((option) => (
        <label key={option.value} class="tick">
          <input
            type={props.kind}
            name={name}
            checked={props.has(option)}
            disabled={props.used.disabled}
            onChange={() => props.onToggle(option)}
          />
          <span>
            <Text of={option.text} />
            {option.description !== undefined && (
              <small>
                <Text of={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
      {props.used.beside}
    </fieldset>
  );
}

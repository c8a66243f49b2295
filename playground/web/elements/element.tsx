import type { ActionsBlockElement, InputBlockElement, Overflow, SectionBlockAccessory } from '@slack/types';
import type { VNode } from 'preact';
import { ButtonElement } from './button.tsx';
import { CheckboxesElement, RadioElement } from './choices.tsx';
import { Picture } from './image.tsx';
import { NotDrawn } from './not-drawn.tsx';
import { OverflowElement } from './overflow.tsx';
import { PickerElement } from './pickers.tsx';
import { SelectElement } from './select.tsx';
import { TextInput } from './text-input.tsx';
import type { FormSlot } from './use-element.tsx';

export type AnyElement = ActionsBlockElement | InputBlockElement | SectionBlockAccessory | Overflow;

/** One interactive element, or the plain words that it is not drawn here. */
export function Element(props: { blockId: string; element: AnyElement; form?: FormSlot }): VNode {
  const { blockId, element } = props;
  const form = props.form ?? null;
  switch (element.type) {
    case 'button':
      return <ButtonElement {...{ blockId, element, form }} />;
    case 'overflow':
      return <OverflowElement {...{ blockId, element, form }} />;
    case 'checkboxes':
      return <CheckboxesElement {...{ blockId, element, form }} />;
    case 'radio_buttons':
      return <RadioElement {...{ blockId, element, form }} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <PickerElement {...{ blockId, element, form }} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextInput {...{ blockId, element, form }} />;
    case 'image':
      return <Picture image={element} small />;
    case 'file_input':
    case 'rich_text_input':
    case 'workflow_button':
      return <NotDrawn type={element.type} />;
    default:
      return isSelect(element) ? (
        <SelectElement {...{ blockId, element, form }} />
      ) : (
        <NotDrawn type={String(Reflect.get(element, 'type'))} />
      );
  }
}

function isSelect(element: { type: string }): boolean {
  return /^(?:multi_)?(?:static|external|users|channels|conversations)_select$/.test(element.type);
}

import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types';
import type { VNode } from 'preact';
import { textOf } from './options.ts';
import { type ElementProps, useElement } from './use-element.tsx';

type AnyPicker = Datepicker | Timepicker | DateTimepicker;

const KINDS = {
  datepicker: ['date', 'selected_date'],
  timepicker: ['time', 'selected_time'],
  datetimepicker: ['datetime-local', 'selected_date_time'],
} as const;

/** A day, a time of day, or both; the browser's own picker. */
export function PickerElement(props: ElementProps<AnyPicker>): VNode {
  const { element, form } = props;
  const used = useElement(props);
  const [kind, key] = KINDS[element.type];
  const value = used.state[key];
  const shown = typeof value === 'number' ? toLocal(value) : String(value ?? '');
  const placeholder = 'placeholder' in element ? textOf(element.placeholder) : '';
  return (
    <span class="element">
      <input
        type={kind}
        class="field"
        value={shown}
        disabled={used.disabled}
        aria-label={form?.label ?? (placeholder || 'Date')}
        aria-invalid={form?.invalid === true}
        aria-describedby={form?.describedBy || undefined}
        data-action={element.action_id}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          const next = typed === '' ? null : kind === 'datetime-local' ? toEpoch(typed) : typed;
          used.change({ type: element.type, [key]: next });
        }}
      />
      {used.beside}
    </span>
  );
}

function toLocal(seconds: number): string {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toEpoch(local: string): number {
  return Math.floor(new Date(local).getTime() / 1000);
}

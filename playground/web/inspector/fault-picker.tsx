import type { VNode } from 'preact';
import { useId } from 'preact/hooks';

/** One of several faults, or none. */
export function FaultPicker<Name extends string>(props: {
  title: string;
  choices: readonly { readonly name: Name; readonly label: string; readonly detail: string }[];
  now: Name;
  onPick: (name: Name) => void;
}): VNode {
  const id = useId();
  return (
    <fieldset class="fault">
      <legend>{props.title}</legend>
      {props.choices.map(({ name, label, detail }) => (
        <label key={name} class={`tick${name === props.now ? ' on' : ''}`}>
          <input
            type="radio"
            name={id}
            value={name}
            checked={name === props.now}
            onChange={() => props.onPick(name)}
          />
          <span>
            {label} <small>{detail}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

import type { Overflow } from '@slack/types';
import type { VNode } from 'preact';
import { Menu } from './menu.tsx';
import { choices, part } from './options.ts';
import { type ElementProps, useElement } from './use-element.tsx';

/** The "⋯" menu. */
export function OverflowElement(props: ElementProps<Overflow>): VNode {
  const used = useElement(props);
  return (
    <span class="element">
      <Menu
        label="More actions"
        face="⋯"
        name="button overflow"
        action={props.element.action_id ?? ''}
        disabled={used.disabled || used.waiting}
        items={choices(props.element.options)}
        onPick={(choice) => {
          const url = part(choice.value, 'url');
          if (typeof url === 'string' && /^https?:/i.test(url)) window.open(url, '_blank', 'noopener');
          used.act({ type: 'overflow', selected_option: choice.value });
        }}
      />
      {used.beside}
    </span>
  );
}

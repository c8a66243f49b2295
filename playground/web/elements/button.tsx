import type { Button } from '@slack/types';
import type { VNode } from 'preact';
import { Text } from '../mrkdwn/mrkdwn.tsx';
import { type ElementProps, useElement } from './use-element.tsx';

/** A button. One with a URL opens it, and the app hears of the press all the same, as in Slack. */
export function ButtonElement(props: ElementProps<Button>): VNode {
  const { element } = props;
  const used = useElement(props);
  const press = (): void =>
    used.act({
      type: 'button',
      text: element.text,
      ...(element.value === undefined ? {} : { value: element.value }),
    });
  const url = element.url !== undefined && /^https?:/i.test(element.url) ? element.url : undefined;
  const look = {
    class: `button ${element.style ?? ''}${used.waiting ? ' waiting' : ''}`,
    'data-action': element.action_id,
    'aria-label': element.accessibility_label,
  };
  return (
    <span class="element">
      {url === undefined ? (
        <button type="button" {...look} disabled={used.disabled || used.waiting} onClick={press}>
          <Text of={element.text} />
        </button>
      ) : (
        <a {...look} href={url} target="_blank" rel="noopener noreferrer" onClick={press}>
          <Text of={element.text} />
          {/\u2197\s*$/u.test(element.text.text) ? null : (
            <span class="leaves" aria-hidden="true">
              {'\u2197\ufe0e'}
            </span>
          )}
        </a>
      )}
      {used.beside}
    </span>
  );
}

import type { VNode } from 'preact';

/** Says openly that this page cannot show something that Slack may show. */
export function NotDrawn({ type }: { type: string }): VNode {
  return (
    <div class="not-drawn">
      not drawn here: <code>{type}</code>
    </div>
  );
}

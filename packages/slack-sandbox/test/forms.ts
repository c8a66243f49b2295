import type { KnownBlock, ModalView } from '@slack/types';

/** A modal with one required and one optional text input, and a type-ahead menu. */
export function form(more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: 'ref-1',
    title: { type: 'plain_text', text: 'Ask' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      ask('reason', { type: 'plain_text_input', action_id: 'text', min_length: 3, max_length: 20 }),
      { ...ask('note', { type: 'plain_text_input', action_id: 'text' }), optional: true },
      {
        ...ask('device', { type: 'external_select', action_id: 'device', min_query_length: 2 }),
        optional: true,
      },
    ],
    ...more,
  };
}

/** A modal that only says something. */
export function page(text: string, more: Partial<ModalView> = {}): ModalView {
  const next = {
    type: 'button' as const,
    action_id: 'next',
    text: { type: 'plain_text' as const, text: 'Next' },
  };
  const blocks: KnownBlock[] = [section(text), { type: 'actions', elements: [next] }];
  return { type: 'modal', callback_id: 'page', title: { type: 'plain_text', text: 'Page' }, blocks, ...more };
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

type Input = Extract<KnownBlock, { type: 'input' }>;

function ask(block_id: string, element: Input['element']): Input {
  return { type: 'input', block_id, label: { type: 'plain_text', text: block_id }, element };
}

/** A message of buttons, each with its own value. */
export function buttons(action_id: string, ...values: string[]): KnownBlock[] {
  return values.map((value) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: value },
    accessory: { type: 'button', action_id, value, text: { type: 'plain_text', text: 'Open' } },
  }));
}

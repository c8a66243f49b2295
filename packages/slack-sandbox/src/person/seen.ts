import { placedElements } from '../blocks.ts';
import type { Core } from '../core.ts';
import { isObject, stringOf } from '../json.ts';
import type { StoredView } from '../views/types.ts';
import type { Message, User } from '../world/types.ts';
import type { SeenMessage, SeenView } from './types.ts';
import { wordsOf } from './words.ts';

/** A message as this person sees it now. */
export function seeMessage(core: Core, user: User, message: Message): SeenMessage {
  const author = core.world.users.get(message.user);
  return {
    kind: 'message',
    channel: message.channel,
    ts: message.ts,
    threadTs: message.threadTs,
    author: { id: message.user, name: author?.realName ?? message.user, isBot: author?.isBot === true },
    text: message.text,
    blocks: structuredClone(message.blocks),
    words: message.blocks.length > 0 ? wordsOf(message.blocks) : message.text,
    files: (message.files ?? []).map(({ id, name, size }) => ({
      id: stringOf(id) ?? '',
      name: stringOf(name) ?? '',
      size: typeof size === 'number' ? size : 0,
      content: core.files.get(stringOf(id) ?? '')?.content,
    })),
    buttons: buttonsOf(message.blocks),
    edited: message.edited,
    onlyVisibleToYou: message.onlyFor !== undefined,
    values: core.drafts.of(user.id, message),
  };
}

/** A view as its person sees it now. */
export function seeView(view: StoredView): SeenView {
  const { id, type, callbackId, title, submit, close, privateMetadata, hash, trouble, busy } = view;
  return {
    kind: 'view',
    ...{ id, type, callbackId, title, submit, close, privateMetadata, hash, trouble, busy },
    blocks: structuredClone(view.blocks),
    words: wordsOf(view.blocks),
    buttons: buttonsOf(view.blocks),
    values: structuredClone(view.values),
    errors: { ...view.errors },
  };
}

function buttonsOf(blocks: readonly unknown[]): string[] {
  const buttons = placedElements(blocks).filter((placed) => placed.type.endsWith('button'));
  return buttons.map(({ element }) => (isObject(element.text) ? (stringOf(element.text.text) ?? '') : ''));
}

import type { TargetedKeyboardEvent, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { WireChannel } from '../../page/wire.ts';
import { errorOf, useDrafts, usePage } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { Completion, completed, useCompletion } from './completion.tsx';
import { ShortcutMenu } from './shortcut-menu.tsx';

/** Where one writes. Its draft belongs to the channel or thread, and stays until it is sent. */
export function Composer({ channel, threadTs }: { channel: WireChannel; threadTs: string }): VNode {
  const id = useId();
  const { send } = usePage();
  const { note } = useGoing();
  const drafts = useDrafts();
  const box = useRef<HTMLTextAreaElement>(null);
  const [trouble, setTrouble] = useState('');
  const key = `composer:${channel.id}:${threadTs}`;
  const text = drafts.text(key);
  const completion = useCompletion(text, threadTs === '');
  useEffect(() => fitHeight(box.current), [text]);
  const write = (next: string): void => {
    drafts.setText(key, next);
    setTrouble('');
  };
  const post = async (): Promise<void> => {
    const line = text.trim();
    if (line === '') return;
    write('');
    if (line.startsWith('/') && threadTs === '') {
      const error = errorOf(await send('command', { channel: channel.id, text: line }));
      if (error !== '') note(channel.id, error);
      return;
    }
    const error = line.startsWith('/')
      ? 'Slash commands are not supported in threads. Sorry!'
      : errorOf(await send('say', { channel: channel.id, text: line, threadTs }));
    setTrouble(error);
    if (error !== '' && drafts.text(key) === '') drafts.setText(key, text);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (completion.key(event, (offer) => write(completed(text, offer)))) return;
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void post();
  };
  const where = channel.kind === 'im' ? 'the app' : `#${channel.name}`;
  const label = threadTs === '' ? `Message ${where}` : 'Reply';
  return (
    <div class="composer">
      <Completion id={id} state={completion} onPick={(offer) => write(completed(text, offer))} />
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={threadTs === '' ? `Message ${where}, or type / for a command` : 'Reply…'}
          aria-label={label}
          aria-controls={`${id}-offers`}
          aria-autocomplete="list"
          aria-activedescendant={completion.offers.length > 0 ? `${id}-${completion.active}` : undefined}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div class="composer-bar">
          {threadTs === '' && <ShortcutMenu onTrouble={setTrouble} />}
          <span class="hint">{trouble === '' ? 'Enter sends · Shift+Enter for a new line' : ''}</span>
          {trouble !== '' && (
            <span class="trouble" role="alert">
              {trouble}
            </span>
          )}
          <span class="spacer" />
          <button
            type="button"
            class="send"
            aria-label="Send"
            disabled={text.trim() === ''}
            onClick={() => {
              void post();
              box.current?.focus();
            }}
          >
            ➤
          </button>
        </div>
      </div>
    </div>
  );
}

function fitHeight(box: HTMLTextAreaElement | null): void {
  if (box === null) return;
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
}

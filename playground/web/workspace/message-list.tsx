import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireMessage } from '../../page/wire.ts';
import { useWorld } from '../state/page.ts';
import { type Notice, useGoing } from '../state/place.ts';
import { Message, SlackbotNotice } from './message.tsx';

/** How far from the end still counts as reading the newest. */
const NEAR_END = 80;
const TOGETHER_MS = 5 * 60_000;

/** Messages, oldest on top. Stays at the end while one is there, and offers the way back when not. */
export function MessageList(props: {
  channel: string;
  messages: readonly WireMessage[];
  threads?: boolean;
}): VNode {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const { notices } = useGoing();
  const replies = useReplies(props.channel, props.threads === true);
  const mine = props.threads === true ? notices.filter((notice) => notice.channel === props.channel) : [];
  const rows = inOrder(props.messages, mine);
  const newest = rows.at(-1);
  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    if (atEnd.current) box.scrollTop = box.scrollHeight;
    else setBehind(true);
  }, [newest, rows.length]);
  useLayoutEffect(() => stayAtEnd(list.current, atEnd), []);
  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={list}
        role="log"
        aria-label="Messages"
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
          if (atEnd.current) setBehind(false);
        }}
      >
        <div class="messages-inner">
          {rows.length === 0 && <p class="quiet-text">Nothing has been said here yet.</p>}
          {rows.map((row, index) => (
            <Row key={row.key} row={row} before={rows[index - 1]} replies={replies.get(row.key) ?? 0} />
          ))}
        </div>
      </div>
      {behind && (
        <button
          type="button"
          class="to-end"
          onClick={() => list.current?.scrollTo({ top: list.current.scrollHeight })}
        >
          New messages ↓
        </button>
      )}
    </div>
  );
}

interface OneRow {
  readonly key: string;
  readonly at: number;
  readonly message: WireMessage | null;
  readonly notice: Notice | null;
}

function inOrder(messages: readonly WireMessage[], notices: readonly Notice[]): OneRow[] {
  return [
    ...messages.map((message) => ({ key: message.ts, at: Number(message.ts) * 1000, message, notice: null })),
    ...notices.map((notice) => ({ key: `notice ${notice.at}`, at: notice.at, message: null, notice })),
  ].toSorted((a, b) => a.at - b.at);
}

function Row({ row, before, replies }: { row: OneRow; before: OneRow | undefined; replies: number }): VNode {
  const together =
    before?.message != null &&
    before.message.user === row.message?.user &&
    before.message.onlyYou === row.message.onlyYou &&
    before.message.blocks.length === 0 &&
    row.at - before.at < TOGETHER_MS;
  return useMemo(
    () =>
      row.message === null ? (
        <SlackbotNotice text={row.notice?.text ?? ''} at={row.at} />
      ) : (
        <Message message={row.message} together={together} replies={replies} />
      ),
    [row.message, row.notice, together, replies],
  );
}

function useReplies(channel: string, wanted: boolean): ReadonlyMap<string, number> {
  const world = useWorld();
  const counts = new Map<string, number>();
  if (!wanted) return counts;
  for (const { channel: where, threadTs } of world.all('message:')) {
    if (where === channel && threadTs !== '') counts.set(threadTs, (counts.get(threadTs) ?? 0) + 1);
  }
  return counts;
}

/** Pictures, cards and the composer change heights after the fact; anyone who is at the end stays there. */
function stayAtEnd(box: HTMLDivElement | null, atEnd: { current: boolean }): (() => void) | undefined {
  if (box === null) return undefined;
  const watch = new ResizeObserver(() => {
    if (atEnd.current) box.scrollTop = box.scrollHeight;
  });
  watch.observe(box);
  for (const child of box.children) watch.observe(child);
  return () => watch.disconnect();
}

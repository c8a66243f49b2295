import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { WireFile, WireMessage } from '../../page/wire.ts';
import { Blocks } from '../blocks/block.tsx';
import { SurfaceContext } from '../elements/surface.ts';
import { clockTime, fullTime } from '../mrkdwn/local-time.ts';
import { Mrkdwn } from '../mrkdwn/mrkdwn.tsx';
import { useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { Avatar } from './avatar.tsx';
import { MessageMenu } from './message-menu.tsx';

/** One message. Directly after another of the same person it goes without face and name. */
export function Message(props: { message: WireMessage; together: boolean; replies: number }): VNode {
  const { message, together, replies } = props;
  const world = useWorld();
  const [trouble, setTrouble] = useState('');
  const author = world.get(`person:${message.user}`);
  const at = Number(message.ts) * 1000;
  const name = author?.name ?? message.user;
  return (
    <article
      class={`message${together ? ' together' : ''}${message.onlyYou ? ' only-you' : ''}`}
      aria-label={`${name}, ${clockTime(at)}`}
    >
      <div class="gutter">
        {together ? (
          <time class="small-time" dateTime={new Date(at).toISOString()}>
            {clockTime(at)}
          </time>
        ) : (
          <Avatar id={message.user} name={name} bot={author?.bot === true} />
        )}
      </div>
      <div class="message-body">
        {message.onlyYou && <div class="only-you-line">👁 Only visible to you</div>}
        {!together && <Byline name={name} bot={message.fromApp} at={at} company={author?.company ?? ''} />}
        <Content message={message} />
        {message.files.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
        {message.edited && <span class="edited">(edited)</span>}
        {trouble !== '' && (
          <p class="trouble" role="alert">
            {trouble}
          </p>
        )}
        <Replies count={replies} ts={message.ts} />
      </div>
      <MessageMenu message={message} onTrouble={setTrouble} />
    </article>
  );
}

function Byline(props: { name: string; bot: boolean; at: number; company: string }): VNode {
  return (
    <div class="byline">
      <strong>{props.name}</strong>
      {props.bot && <span class="tag">APP</span>}
      {props.company !== '' && <span class="tag">{props.company}</span>}
      <time dateTime={new Date(props.at).toISOString()} title={fullTime(props.at)}>
        {clockTime(props.at)}
      </time>
    </div>
  );
}

function FileCard({ file }: { file: WireFile }): VNode {
  return (
    <a class="file" href={`/files/${encodeURIComponent(file.id)}`} download={file.name}>
      <span aria-hidden="true">📄</span>
      <span class="file-name">{file.name}</span>
      <span class="file-size">{sizeText(file.size)}</span>
    </a>
  );
}

/** "812 B", "14 kB", "3.2 MB". */
function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function Content({ message }: { message: WireMessage }): VNode | null {
  if (message.blocks.length === 0) {
    return message.text === '' ? null : (
      <div class="text">
        <Mrkdwn text={message.text} />
      </div>
    );
  }
  const surface = {
    key: `message:${message.channel}:${message.ts}`,
    place: { kind: 'message' as const, channel: message.channel, ts: message.ts },
    blocks: message.blocks,
    errors: {},
    values: message.values,
    disabled: false,
  };
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={message.blocks} />
    </SurfaceContext.Provider>
  );
}

function Replies({ count, ts }: { count: number; ts: string }): VNode | null {
  const { go } = useGoing();
  if (count === 0) return null;
  return (
    <button type="button" class="replies" onClick={() => go({ thread: ts })}>
      {count} {count === 1 ? 'reply' : 'replies'}
    </button>
  );
}

/** What Slack itself says to one person, such as a command that failed. */
export function SlackbotNotice({ text, at }: { text: string; at: number }): VNode {
  return (
    <article class="message only-you" aria-label={`Slackbot, ${clockTime(at)}`}>
      <div class="gutter">
        <Avatar id="USLACKBOT" name="Slackbot" />
      </div>
      <div class="message-body">
        <div class="only-you-line">👁 Only visible to you</div>
        <Byline name="Slackbot" bot={false} at={at} company="" />
        <div class="text" role="alert">
          {text}
        </div>
      </div>
    </article>
  );
}

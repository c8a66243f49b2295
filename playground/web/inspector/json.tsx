import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** JSON to read and to copy. */
export function Json(props: { name: string; value: unknown; copyLabel?: string }): VNode {
  const text = JSON.stringify(props.value, null, 2) ?? 'null';
  const [copied, setCopied] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('Copied');
    } catch {
      setCopied('The browser did not allow it: select the text instead.');
    }
  };
  return (
    <section class="json" aria-label={props.name}>
      <div class="json-head">
        <h3>{props.name}</h3>
        <span class="spacer" />
        <span role="status" class="quiet-text">
          {copied}
        </span>
        <button type="button" class="button small" onClick={() => void copy()}>
          {props.copyLabel ?? 'Copy'}
        </button>
      </div>
      <pre>{coloured(text)}</pre>
    </section>
  );
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Longer texts stay in one colour. */
const COLOURED = 30_000;

function coloured(text: string): (VNode | string)[] | string {
  if (text.length > COLOURED) return text;
  const parts: (VNode | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(from, match.index), piece(match));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

function piece(match: RegExpExecArray): VNode {
  const [whole, string, colon] = match;
  const kind = string === undefined ? 'literal' : colon === undefined ? 'string' : 'name';
  return <span class={kind}>{whole}</span>;
}

import type { VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { WireView } from '../../page/wire.ts';
import { Blocks } from '../blocks/block.tsx';
import { type Surface, SurfaceContext } from '../elements/surface.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { usePage } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { ModalFrame } from './modal-frame.tsx';
import { useSubmission } from './use-submission.ts';

/** One modal: its blocks, its errors, and the two buttons below. */
export function Modal({ view, depth }: { view: WireView; depth: number }): VNode {
  const id = useId();
  const { send } = usePage();
  const body = useRef<HTMLDivElement>(null);
  const surface = surfaceOf(view);
  const { errors, trouble, busy, submit, renewed } = useSubmission(view, surface);
  const wrong = Object.keys(errors).join(' ');
  useEffect(() => {
    renewed();
  }, [view.hash]);
  // Again when it is no longer busy: until then its fields are disabled and take no focus.
  useEffect(() => keepFocus(body.current), [view.hash, busy]);
  useEffect(() => {
    if (wrong !== '') showFirstError(body.current);
  }, [wrong]);
  const close = (all: boolean): void => void send('close', { viewId: view.id, all });
  return (
    <ModalFrame labelledBy={id} onLeave={() => close(false)}>
      <form
        class="modal-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Head id={id} view={view} depth={depth} onClose={close} />
        <div class="modal-body" ref={body} aria-busy={busy}>
          {trouble !== '' && (
            <div class="banner" role="alert">
              {trouble}
            </div>
          )}
          <SurfaceContext.Provider value={{ ...surface, errors, disabled: busy }}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        <Foot view={view} busy={busy} depth={depth} onClose={() => close(false)} />
      </form>
    </ModalFrame>
  );
}

function surfaceOf(view: WireView): Surface {
  return {
    key: `view:${view.id}`,
    place: { kind: 'view', viewId: view.id },
    blocks: view.blocks,
    errors: {},
    values: view.values,
    disabled: false,
  };
}

function Head(props: { id: string; view: WireView; depth: number; onClose: (all: boolean) => void }): VNode {
  const { go } = useGoing();
  return (
    <div class="modal-head">
      <span class="app-face" aria-hidden="true">
        🛠️
      </span>
      <h2 id={props.id}>{withEmoji(props.view.title)}</h2>
      <span class="spacer" />
      <button
        type="button"
        class="icon-button"
        title="Look at the JSON of this view"
        aria-label="Look at the JSON of this view"
        onClick={() => go({ beside: 'inside', json: `view:${props.view.id}` })}
      >
        {'{ }'}
      </button>
      <button
        type="button"
        class="icon-button"
        data-focus-fallback
        aria-label={props.depth > 1 ? 'Close all' : 'Close'}
        onClick={() => props.onClose(true)}
      >
        ✕
      </button>
    </div>
  );
}

function Foot(props: { view: WireView; busy: boolean; depth: number; onClose: () => void }): VNode {
  const { view, busy, depth } = props;
  return (
    <div class="modal-foot">
      <span class="powered">{depth > 1 ? `${depth} of at most 3 views` : ''}</span>
      <span class="spacer" />
      <button type="button" class="button" onClick={props.onClose}>
        {withEmoji(view.close) || (depth > 1 ? 'Back' : 'Close')}
      </button>
      {view.submit !== '' && (
        <button type="submit" class={`button primary${busy ? ' waiting' : ''}`} disabled={busy}>
          {withEmoji(view.submit)}
        </button>
      )}
    </div>
  );
}

/**
 * When a view changes under someone, focus goes to its first field, unless they already are in one. A view without fields
 * takes it itself, so that the keyboard never ends up behind it.
 */
function keepFocus(body: HTMLElement | null): void {
  const focused = document.activeElement;
  if (body === null || (focused !== null && body.contains(focused))) return;
  const frame = body.closest<HTMLElement>('[role=dialog]');
  const wanted =
    body.querySelector<HTMLElement>('[data-autofocus]') ?? body.querySelector<HTMLElement>('input, textarea');
  wanted?.focus({ preventScroll: true });
  if (!frame?.contains(document.activeElement)) frame?.focus({ preventScroll: true });
}

/** Unless someone already mends another one. */
function showFirstError(body: HTMLElement | null): void {
  if (document.activeElement?.getAttribute('aria-invalid') === 'true') return;
  const block = body?.querySelector('.input-block.invalid');
  block?.scrollIntoView({ block: 'nearest' });
  block?.querySelector<HTMLElement>('input, textarea, select')?.focus({ preventScroll: true });
}

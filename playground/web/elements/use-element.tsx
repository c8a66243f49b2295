import type { ConfirmationDialog } from '@slack/types';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { InputState } from '../../page/wire.ts';
import { ConfirmDialog } from './confirm.tsx';
import { type Usable, useAct, useInput, useSurface } from './surface.ts';

/** What an input block says of the element in it; `null` for an element that acts at once. */
export interface FormSlot {
  readonly label: string;
  /** Ids of the hint and the error below. */
  readonly describedBy: string;
  readonly invalid: boolean;
  /** `dispatch_action`: also acts at once. */
  readonly dispatch: boolean;
}

export interface ElementProps<E extends Usable> {
  readonly blockId: string;
  readonly element: E;
  readonly form: FormSlot | null;
}

export interface Used {
  readonly state: InputState;
  /** Remembers a value and, where the element acts, tells the app, after the confirm dialog if there is one. */
  change(state: InputState): void;
  /** Remembers a value and tells no one. */
  keep(state: InputState): void;
  /** Tells the app. */
  act(state: InputState): void;
  readonly disabled: boolean;
  readonly waiting: boolean;
  /** The confirm dialog and the sign that the app did not answer; to be drawn beside the element. */
  readonly beside: VNode;
}

/** Everything an element needs to be used on the surface where it stands. */
export function useElement(props: ElementProps<Usable & { readonly confirm?: ConfirmationDialog }>): Used {
  const { blockId, element, form } = props;
  const { disabled } = useSurface();
  const input = useInput(blockId, element);
  const { waiting, error, act } = useAct(blockId, element);
  const [asked, setAsked] = useState<InputState | null>(null);
  const acts = form === null || form.dispatch;
  const perform = (state: InputState): void => {
    if (element.confirm === undefined) void act(state);
    else setAsked(state);
  };
  return {
    state: input.state,
    keep: input.set,
    act: perform,
    change(state) {
      if (element.confirm === undefined || !acts) input.set(state);
      if (acts) perform(state);
    },
    // An input of a form can always be typed in: what is typed while a submission is under way is not lost.
    disabled: disabled && form === null,
    waiting,
    beside: (
      <>
        {error !== '' && <Trouble text={error} />}
        {asked !== null && element.confirm !== undefined && (
          <ConfirmDialog
            confirm={element.confirm}
            onAnswer={(yes) => {
              setAsked(null);
              if (!yes) return;
              input.set(asked);
              void act(asked);
            }}
          />
        )}
      </>
    ),
  };
}

function Trouble({ text }: { text: string }): VNode {
  return (
    <span class="trouble" role="alert" title={text}>
      <span aria-hidden="true">⚠️</span> {text}
    </span>
  );
}

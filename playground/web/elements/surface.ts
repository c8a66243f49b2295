import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { FormValues, InputState, Place } from '../../page/wire.ts';
import type { Drafts } from '../state/drafts.ts';
import { errorOf, useDrafts, usePage } from '../state/page.ts';
import { formValues, initialState } from './state.ts';

/** The message, modal or Home tab that an element stands in. */
export interface Surface {
  /** Where its drafts live: `view:V1`, `message:C1:17.1`. */
  readonly key: string;
  readonly place: Place;
  readonly blocks: readonly unknown[];
  /** Under inputs, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
  /** What Slack already knows of what was typed and chosen, as in another window of the same person. */
  readonly values: FormValues;
  /** Nothing in it can be used now. */
  readonly disabled: boolean;
}

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error('Blocks are drawn on a surface.');
  return surface;
}

/** An element of Block Kit, as far as it must be known to be used. */
export interface Usable {
  readonly type: string;
  readonly action_id?: string;
}

/** What is typed or chosen in an input, from its draft or else as the app prefilled it. */
export function useInput(
  blockId: string,
  element: Usable,
): { state: InputState; set(state: InputState): void } {
  const { key, values } = useSurface();
  const drafts = useDrafts();
  const actionId = element.action_id ?? '';
  const draftKey = `${key}/${blockId}/${actionId}`;
  const known = values[blockId]?.[actionId];
  return {
    state: drafts.input(draftKey) ?? known ?? initialState(element) ?? { type: element.type },
    set: (state) => drafts.setInput(draftKey, state),
  };
}

/** Everything typed on a surface, as Slack sends it. */
export function useFormValues(): () => FormValues {
  const { drafts } = usePage();
  return surfaceValues(useSurface(), drafts);
}

/** The same for a surface that one does not stand in. */
export function surfaceValues(surface: Surface, drafts: Drafts): () => FormValues {
  const { key, blocks, values } = surface;
  return () =>
    formValues(
      blocks,
      (block, action) => drafts.input(`${key}/${block}/${action}`) ?? values[block]?.[action],
    );
}

/** Sends a `block_actions` for an element; `error` is what Slack would show at it. */
export function useAct(
  blockId: string,
  element: Usable,
): { waiting: boolean; error: string; act(state: InputState): Promise<void> } {
  const { place } = useSurface();
  const values = useFormValues();
  const { send } = usePage();
  const [phase, setPhase] = useState({ waiting: false, error: '' });
  const act = async (state: InputState): Promise<void> => {
    setPhase({ waiting: true, error: '' });
    const body = { place, blockId, actionId: element.action_id ?? '', state, values: values() };
    setPhase({ waiting: false, error: errorOf(await send('act', body)) });
  };
  return { ...phase, act };
}

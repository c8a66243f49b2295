import type { Person, SeenMessage, SeenView, Where } from '../../packages/slack-sandbox/src/index.ts';
import type { FormValues, InputState, Place } from './wire.ts';

const TYPED = new Set(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input']);

/** The message, modal or Home tab that a window means, as its person sees it now. Throws when it is gone. */
export function whereIs(person: Person, place: Place): Where {
  const where =
    place.kind === 'view' ? viewOf(person, place.viewId) : messageOf(person, place.channel, place.ts);
  if (where === undefined) throw new Error('That is not there any more.');
  return where;
}

/** An open modal or the Home tab. */
export function viewOf(person: Person, viewId: string): SeenView | undefined {
  const home = person.home();
  return home?.id === viewId ? home : person.views().find((view) => view.id === viewId);
}

/** A message on this person's screen. */
export function messageOf(person: Person, channel: string, ts: string): SeenMessage | undefined {
  return person.sees(channel).find((message) => message.ts === ts);
}

/** Types and chooses everything in a view that the local Slack does not know yet. Sends nothing to the app. */
export async function fillIn(person: Person, view: SeenView, values: FormValues): Promise<void> {
  for (const [blockId, actions] of Object.entries(values)) {
    for (const [actionId, state] of Object.entries(actions)) {
      const known = view.values[blockId]?.[actionId];
      if (!isInput(view, blockId) || JSON.stringify(known) === JSON.stringify(state)) continue;
      if (TYPED.has(state.type)) await person.fill(view, actionId, text(state.value));
      else if (known !== undefined || pickedOf(state) !== null) {
        await person.choose(view, actionId, pickedOf(state), { blockId });
      }
    }
  }
}

/**
 * Uses one element: presses a button, chooses in a menu, types a text that acts. Enter in such a text presses the
 * button of its form. False: the app did not answer.
 */
export async function useElement(
  person: Person,
  where: Where,
  at: { readonly blockId: string; readonly actionId: string },
  state: InputState,
): Promise<boolean> {
  const { blockId, actionId } = at;
  if (TYPED.has(state.type) && where.kind === 'view') {
    await person.fill(where, actionId, text(state.value), { enter: true });
    return true;
  }
  const done = state.type.endsWith('button')
    ? await person.press(where, actionId, { blockId })
    : await person.choose(where, actionId, pickedOf(state), { blockId });
  return done.acked;
}

/** Other elements told the app when they were used. */
function isInput(view: SeenView, blockId: string): boolean {
  return view.blocks.some((block) => block.block_id === blockId && block.type === 'input');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is chosen, by the value of its options: one, several, or nothing. */
function pickedOf(state: InputState): string | string[] | null {
  const { type: _, ...held } = state;
  const [value] = Object.values(held).filter((item) => item !== undefined);
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.map(optionValue) : optionValue(value);
}

function optionValue(option: unknown): string {
  if (typeof option !== 'object' || option === null) return String(option);
  const value: unknown = Reflect.get(option, 'value');
  const label: unknown = Reflect.get(option, 'text');
  if (typeof value === 'string') return value;
  return typeof label === 'object' && label !== null ? String(Reflect.get(label, 'text')) : '';
}

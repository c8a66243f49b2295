import { useRef, useState } from 'preact/hooks';
import { usePage } from '../state/page.ts';
import { type ChoiceGroup, choiceGroups, narrowed, part } from './options.ts';
import { useSurface } from './surface.ts';

/** Where the options of a menu come from, and what is told while there are none. */
export interface MenuSource {
  readonly groups: readonly ChoiceGroup[];
  readonly notice: string;
  type(typed: string): void;
}

/** The options that stand in the element or in the world, narrowed by what is typed. */
export function useGivenOptions(all: readonly ChoiceGroup[]): MenuSource {
  const [typed, setTyped] = useState('');
  return { groups: narrowed(all, typed), notice: '', type: setTyped };
}

const PAUSE_MS = 150;
const SLACK_MINIMUM = 3;

/** Options that the app gives for what is typed (`block_suggestion`). Only the answer to the last question counts. */
export function useSuggestions(blockId: string, element: object): MenuSource {
  const { place } = useSurface();
  const { send } = usePage();
  const [found, setFound] = useState<Pick<MenuSource, 'groups' | 'notice'>>({ groups: [], notice: '' });
  const asked = useRef(0);
  const least = Number(part(element, 'min_query_length') ?? SLACK_MINIMUM);
  const ask = async (question: number, text: string): Promise<void> => {
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    if (question !== asked.current) return;
    const actionId = String(part(element, 'action_id') ?? '');
    const answer = await send('suggest', { place, blockId, actionId, text });
    if (question !== asked.current) return;
    setFound(
      answer.ok
        ? { groups: choiceGroups(answer.options, answer.groups), notice: '' }
        : { groups: [], notice: answer.error },
    );
  };
  return {
    ...found,
    type(typed) {
      asked.current += 1;
      const missing = least - [...typed].length;
      if (missing > 0) {
        const letters = missing === 1 ? 'letter' : 'letters';
        setFound({ groups: [], notice: `Type ${missing} more ${letters} to search` });
        return;
      }
      // The list of before does not answer what is typed now: Enter would choose a wrong option from it.
      setFound({ groups: [], notice: 'Loading…' });
      ask(asked.current, typed).catch(() => setFound({ groups: [], notice: 'No answer' }));
    },
  };
}

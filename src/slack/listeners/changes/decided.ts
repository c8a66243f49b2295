import type { HelpdeskRequest } from '../../../helpdesk/request.ts';
import { standing } from '../../cards/request-standing.ts';
import { short } from '../../cards/request-wording.ts';
import { endedView } from '../../modals/request.ts';
import type { Room } from '../../room.ts';
import { type Text, words } from '../../words.ts';
import type { Answer } from '../kinds.ts';

/** It is committed: wakes the workers and says in the modal what was done and how the request stands now. */
export function decided(room: Room, request: HelpdeskRequest, title: string, said: Text): Answer {
  room.wake();
  return {
    ack: {
      response_action: 'update',
      view: endedView(title, [words`${said} ${short(request)}.`, standing(request, room.now())], request.id),
    },
  };
}

import { VALIDATE } from './blocks-validate.ts';
import { CHAT } from './chat.ts';
import { CONVERSATIONS } from './conversations.ts';
import { FILES } from './files.ts';
import { IDENTITY } from './identity.ts';
import type { Method } from './method.ts';
import { USERGROUPS } from './usergroups.ts';
import { USERS } from './users.ts';
import { VIEWS } from './views.ts';

/** Every Web API method that this Slack knows. Any other name is `unknown_method`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...CHAT,
    ...VIEWS,
    ...CONVERSATIONS,
    ...USERS,
    ...USERGROUPS,
    ...IDENTITY,
    ...VALIDATE,
    ...FILES,
  }),
);

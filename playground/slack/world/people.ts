import type { User } from './types.ts';
import { userJson } from './user-json.ts';
import type { WorldPorts } from './world.ts';

export interface People {
  /** Changes a person's record; the app hears `user_change`. */
  changeUser(userId: string, change: Partial<Omit<User, 'id'>>): void;
  /** Closes the account: the person can do nothing from now on. */
  deactivate(userId: string): void;
  reactivate(userId: string): void;
}

/** People's records as admins change them. */
export function people(users: Map<string, User>, ports: WorldPorts): People {
  const changeUser: People['changeUser'] = (userId, change) => {
    const user = users.get(userId);
    if (user === undefined) throw new Error(`There is no user ${userId}.`);
    Object.assign(user, change);
    ports.emit({
      type: 'user_change',
      user: userJson(user, ports.emails),
      cache_ts: Math.floor(ports.now() / 1000),
    });
    ports.changed();
  };
  return {
    changeUser,
    deactivate: (userId) => changeUser(userId, { deleted: true }),
    reactivate: (userId) => changeUser(userId, { deleted: false }),
  };
}

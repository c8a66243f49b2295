import type { User } from './types.ts';

export interface People {
  /** Changes a person's record. The app is not told: it does not subscribe to `user_change`, a flood in a big company. */
  changeUser(userId: string, change: Partial<Omit<User, 'id'>>): void;
  /** Closes the account: the person can do nothing from now on. */
  deactivate(userId: string): void;
  reactivate(userId: string): void;
}

/** People's records as admins change them. */
export function people(users: Map<string, User>, changed: () => void): People {
  const changeUser: People['changeUser'] = (userId, change) => {
    const user = users.get(userId);
    if (user === undefined) throw new Error(`There is no user ${userId}.`);
    Object.assign(user, change);
    changed();
  };
  return {
    changeUser,
    deactivate: (userId) => changeUser(userId, { deleted: true }),
    reactivate: (userId) => changeUser(userId, { deleted: false }),
  };
}

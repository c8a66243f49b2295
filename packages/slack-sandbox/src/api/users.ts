import type { Core } from '../core.ts';
import type { User } from '../world/types.ts';
import { userJson } from '../world/user-json.ts';
import { type Method, need, Refused } from './method.ts';
import { page } from './page.ts';

function json(core: Core, user: User) {
  return userJson(user, core.manifest.scopes.has('users:read.email'));
}

const info: Method = {
  scopes: ['users:read'],
  run(args, core) {
    const user = core.world.users.get(need(args, 'user', 'user_not_found'));
    if (user === undefined) throw new Refused('user_not_found');
    return { user: json(core, user) };
  },
};

const lookupByEmail: Method = {
  scopes: ['users:read.email'],
  run(args, core) {
    const email = need(args, 'email', 'users_not_found').toLowerCase();
    const user = [...core.world.users.values()].find((one) => one.email?.toLowerCase() === email);
    const hidden = user?.deleted === true || user?.isStranger === true;
    if (user === undefined || hidden) throw new Refused('users_not_found');
    return { user: json(core, user) };
  },
};

const list: Method = {
  scopes: ['users:read'],
  run(args, core) {
    const all = [...core.world.users.values()].filter((user) => user.isStranger !== true);
    const { items, meta } = page(all, args);
    return {
      members: items.map((user) => json(core, user)),
      cache_ts: Math.floor(core.now() / 1000),
      ...meta,
    };
  },
};

const bot: Method = {
  scopes: ['users:read'],
  run(args, core) {
    const { app } = core.world;
    if (args.bot !== undefined && args.bot !== app.botId) throw new Refused('bot_not_found');
    const { appId: app_id, botId: id, botUserId: user_id } = app;
    return { bot: { id, app_id, user_id, name: core.manifest.botName, deleted: false } };
  },
};

export const USERS: Readonly<Record<string, Method>> = {
  'users.info': info,
  'users.lookupByEmail': lookupByEmail,
  'users.list': list,
  'bots.info': bot,
};

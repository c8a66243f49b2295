import { type Method, Refused } from './method.ts';

const authTest: Method = {
  run(_args, core) {
    const { team, app, users } = core.world;
    return {
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: users.get(app.botUserId)?.name ?? 'app',
      team_id: team.id,
      user_id: app.botUserId,
      bot_id: app.botId,
      app_id: app.appId,
      is_enterprise_install: false,
    };
  },
};

const teamInfo: Method = {
  scopes: ['team:read'],
  run(_args, core) {
    const { id, name, domain } = core.world.team;
    return { team: { id, name, domain, email_domain: 'larkfield.example' } };
  },
};

const connectionsOpen: Method = {
  token: 'app',
  run(_args, core) {
    if (core.sockets.open >= 10) throw new Refused('too_many_websockets');
    return { url: core.sockets.newUrl() };
  },
};

const apiTest: Method = { token: 'none', run: (args) => ({ args }) };

export const IDENTITY: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'team.info': teamInfo,
  'apps.connections.open': connectionsOpen,
  'api.test': apiTest,
};

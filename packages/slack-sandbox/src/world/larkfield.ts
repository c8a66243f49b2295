import type { Channel, User, UserGroup, WorldSeed } from './types.ts';

const HOME = 'T0LARK';
const BOT = 'UBOTKANDJI';

function member(id: string, realName: string, about: string, more: Partial<User> = {}): User {
  const name = realName.toLowerCase().replace(' ', '.');
  const email = `${name}@larkfield.example`;
  return { id, name, realName, email, teamId: HOME, about, tz: 'Europe/Berlin', ...more };
}

function group(id: string, handle: string, name: string, users: string[]): UserGroup {
  return { id, handle, name, users, updatedAt: 1_760_000_000 };
}

/** Larkfield: a small company with a helpdesk, its leads, a guest, and a partner in a shared channel. */
export function larkfield(): WorldSeed {
  const users = people();
  const everybody = users
    .filter(
      (user) =>
        user.teamId === HOME && user.isBot !== true && user.deleted !== true && user.isRestricted !== true,
    )
    .map((user) => user.id);
  return {
    team: { id: HOME, name: 'Larkfield', domain: 'larkfield' },
    otherTeams: [{ id: 'T0OTHER', name: 'Otherside', domain: 'otherside' }],
    users,
    channels: channels(everybody),
    usergroups: [
      group('S0HELPDESK', 'helpdesk', 'Helpdesk', ['U0VERA']),
      group('S0AGENTS', 'it-agents', 'IT agents', ['U0ANA', 'U0ANA2']),
      group('S0LEADS', 'it-leads', 'IT leads', ['U0BEN', 'U0LEA']),
      group('S0ADMINS', 'it-admins', 'IT admins', ['U0ROOT']),
    ],
    messages: [],
    app: { appId: 'A0KANDJI', botId: 'B0KANDJI', botUserId: BOT },
  };
}

function people(): User[] {
  return [
    member('U0ANA', 'Ana Ruiz', 'agent'),
    member('U0BEN', 'Ben Okafor', 'approver'),
    member('U0LEA', 'Lea Martin', 'approver'),
    member('U0VERA', 'Vera Novak', 'viewer'),
    member('U0ROOT', 'Max Weber', 'admin', { isAdmin: true }),
    member('U0DANA', 'Dana Li', 'employee without a role'),
    member('U0NOOR', 'Noor Halim', 'employee'),
    member('U0RUI', 'Rui Costa', 'single-channel guest', { isRestricted: true, isUltraRestricted: true }),
    member('U0EXT', 'Sam Partner', 'from another company', {
      teamId: 'T0OTHER',
      isStranger: true,
      email: 'sam.partner@otherside.example',
    }),
    member('U0ANA2', 'Ana Ruiz', 'second account of Ana', {
      name: 'ana.ruiz2',
      email: 'ana.ruiz+2@larkfield.example',
    }),
    member('U0GONE', 'Gil Sousa', 'deactivated', { deleted: true }),
    member('U0BOT', 'Deploy Bot', 'another bot', { isBot: true, email: '' }),
    member(BOT, 'Kandji helpdesk', 'the app', { name: 'kandji_helpdesk', isBot: true, email: '' }),
  ];
}

function channels(everybody: string[]): Channel[] {
  return [
    {
      id: 'C0HELP',
      name: 'it-helpdesk',
      kind: 'public',
      members: [...everybody, 'U0RUI', 'U0BOT', BOT],
      topic: 'Ask here when something with your device is wrong',
    },
    {
      id: 'C0APPROVALS',
      name: 'device-approvals',
      kind: 'private',
      members: ['U0ANA', 'U0BEN', 'U0LEA', 'U0ROOT', BOT],
      topic: 'A second pair of eyes',
    },
    {
      id: 'C0CASES',
      name: 'lost-devices',
      kind: 'private',
      members: ['U0ANA', 'U0BEN', 'U0LEA', 'U0ROOT', BOT],
      topic: 'Reports of lost and stolen devices',
    },
    { id: 'C0GENERAL', name: 'general', kind: 'public', members: everybody, topic: 'Everybody' },
    {
      id: 'C0SHARED',
      name: 'partner-larkfield',
      kind: 'public',
      members: ['U0ANA', 'U0BEN', 'U0DANA', 'U0EXT', BOT],
      extShared: true,
      topic: 'With our partner Otherside',
    },
    { id: 'C0ARCHIVED', name: 'old', kind: 'public', members: ['U0ANA', 'U0BEN', BOT], archived: true },
  ];
}

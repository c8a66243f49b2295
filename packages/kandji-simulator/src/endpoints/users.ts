import { isoZulu } from '../dates.ts';
import { jsonUtf8 } from '../http/answer.ts';
import { badField, notFound } from '../http/refusals.ts';
import type { User } from '../people/user.ts';
import { fixedUuid } from '../random.ts';
import type { World } from '../world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { WEB_URL } from './paging.ts';
import { cursorPage } from './users-cursor.ts';

const INTEGRATIONS = {
  office365: {
    id: 41,
    name: 'Larkfield Entra',
    uuid: 'd7c5a0c1-8f4e-4f0b-bb39-0d5a5a3e9e15',
    type: 'office365',
  },
  gsuite: { id: 42, name: 'Larkfield Google', uuid: fixedUuid('integration google'), type: 'gsuite' },
} as const;

export const users: readonly Endpoint[] = [
  { method: 'GET', template: '/users', run: list },
  {
    method: 'GET',
    template: '/users/{user_id}',
    run: ({ world, params }) => {
      const found = world.tenant.user(params.user_id ?? '');
      return found === undefined ? notFound() : jsonUtf8(row(found, owned(world)));
    },
  },
];

/** Pages by cursor, without a count; the links name the web console's host (Kandji API docs). */
function list({ world, query }: Call) {
  const found = world.tenant.users.filter((user) => fits(user, query));
  const page = cursorPage(found, query, `${WEB_URL}/api/v1/users`);
  if (page === null) return badField('cursor', 'Invalid cursor');
  const counts = owned(world);
  return jsonUtf8({ ...page, results: page.results.map((user) => row(user, counts)) });
}

function fits(user: User, query: URLSearchParams): boolean {
  const wanted = (name: string, test: (value: string) => boolean) => {
    const value = query.get(name) ?? '';
    return value === '' || test(value);
  };
  return (
    wanted('email', (email) => user.email.toLowerCase().includes(email.toLowerCase())) &&
    wanted('id', (id) => user.id === id) &&
    wanted('archived', (archived) => String(user.archived) === archived.toLowerCase()) &&
    wanted(
      'integration_id',
      (id) => user.integration !== null && String(INTEGRATIONS[user.integration].id) === id,
    )
  );
}

/** How many devices each person has. */
function owned({ tenant }: World): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { user } of tenant.devices)
    if (user !== null) counts.set(user.id, (counts.get(user.id) ?? 0) + 1);
  return counts;
}

function row(user: User, counts: ReadonlyMap<string, number>): unknown {
  return {
    active: user.active,
    archived: user.archived,
    created_at: isoZulu(user.createdAt),
    department: user.department,
    deprecated_user_id: String(user.number),
    email: user.email,
    id: user.id,
    ...(user.integration === null ? {} : { integration: INTEGRATIONS[user.integration] }),
    job_title: user.jobTitle,
    name: user.name,
    device_count: counts.get(user.id) ?? 0,
    updated_at: isoZulu(user.updatedAt),
  };
}

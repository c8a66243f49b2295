import { z } from 'zod';
import type { Named, Person } from '../helpdesk/device.ts';
import { pathOf } from './console-url.ts';
import { goodRows, type Purpose, type ReadContext, rawRows, type TenantRead } from './context.ts';
import { nextPages } from './list-devices.ts';
import { carriedId, distinctById, flag, text } from './schemas/primitives.ts';

/** A blueprint, a tag, a blueprint's library item: only id and name are taken (an enrolment code is no one's business). */
export const named = z
  .object({ id: carriedId, name: text })
  .transform((raw): Named => ({ id: raw.id, name: raw.name ?? raw.id }));

/** A row of List Users. The key is `archived` here, `is_archived` inside a device. */
export const person = z
  .object({ id: carriedId, name: text, email: text, archived: flag, is_archived: flag })
  .transform(
    (raw): Person => ({
      id: raw.id,
      name: raw.name ?? raw.email ?? raw.id,
      email: raw.email ?? '',
      archived: raw.archived ?? raw.is_archived ?? false,
    }),
  );

const FULL_PAGES = { limit: '300' };

export const readBlueprints: TenantRead<readonly Named[]> = allOf('GET /blueprints', FULL_PAGES, named);

/** Everybody, archived ones too: without `archived` Kandji filters by nothing. */
export const readUsers: TenantRead<readonly Person[]> = allOf('GET /users', FULL_PAGES, person);

/** Kandji wants `search`, even when it is empty. */
export const readTags: TenantRead<readonly Named[]> = allOf('GET /tags', { search: '' }, named);

/** What a blueprint brings with it. */
export async function readBlueprintItems(
  context: ReadContext,
  blueprintId: string,
  purpose: Purpose,
): Promise<readonly Named[]> {
  const endpoint = 'GET /blueprints/{blueprint_id}/list-library-items';
  const asked = { endpoint, path: pathOf(endpoint, blueprintId), purpose };
  return everyRow(context, asked, new URLSearchParams(), named);
}

function allOf<T extends { readonly id: string }>(
  endpoint: string,
  query: Readonly<Record<string, string>>,
  schema: z.ZodType<T>,
): TenantRead<readonly T[]> {
  const path = endpoint.replace('GET ', '');
  return (context, purpose) =>
    everyRow(context, { endpoint, path, purpose }, new URLSearchParams(query), schema);
}

async function everyRow<T extends { readonly id: string }>(
  context: ReadContext,
  asked: { readonly endpoint: string; readonly path: string; readonly purpose: Purpose },
  query: URLSearchParams,
  schema: z.ZodType<T>,
): Promise<readonly T[]> {
  const raw = await nextPages(
    (page) => context.read({ ...asked, query: page }),
    (body) => rawRows(asked.endpoint, body),
    query,
  );
  return distinctById(goodRows(context, asked.endpoint, schema, raw), (row) => row.id);
}

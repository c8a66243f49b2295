import { z } from 'zod';
import type { Named, Person } from '../helpdesk/device.ts';
import { carriedId, flag, text } from './schemas/primitives.ts';

/** A blueprint, a tag, a blueprint's library item: only id and name are taken (an enrolment code is nobody's business). */
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

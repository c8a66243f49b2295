import { jsonUtf8 } from '../http/answer.ts';
import { badField } from '../http/refusals.ts';
import type { Endpoint } from './endpoint.ts';

/** `search` is required, even empty (LIKELY: a vendor plugin says so); all tags come at once. */
export const tags: readonly Endpoint[] = [
  {
    method: 'GET',
    template: '/tags',
    run: ({ world, query }) => {
      const search = query.get('search');
      if (search === null) return badField('search', 'This field is required.');
      const results = world.tenant.tags.filter((tag) =>
        tag.name.toLowerCase().includes(search.toLowerCase()),
      );
      return jsonUtf8({ count: results.length, next: null, previous: null, results });
    },
  },
];

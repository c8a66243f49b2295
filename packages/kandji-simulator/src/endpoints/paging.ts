/** The web console's host, which `next` links name in place of the API's. It resolves nowhere. */
export const WEB_URL = 'https://larkfield.kandji.example';

/** `limit` and `offset` of a query; what is not a number counts as not given. */
export function windowOf(query: URLSearchParams, most: number): { limit: number; offset: number } {
  return {
    limit: Math.min(most, Math.max(1, wholeNumber(query.get('limit')) ?? most)),
    offset: Math.max(0, wholeNumber(query.get('offset')) ?? 0),
  };
}

/** `{count, next, previous, results}`; `base` is the absolute URL of the list, with the host that Kandji names. */
export function envelope<T>(rows: readonly T[], query: URLSearchParams, most: number, base: string) {
  const { limit, offset } = windowOf(query, most);
  const link = (to: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('limit', String(limit));
    if (to > 0) parameters.set('offset', String(to));
    else parameters.delete('offset');
    return `${base}?${parameters}`;
  };
  return {
    count: rows.length,
    next: offset + limit < rows.length ? link(offset + limit) : null,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results: rows.slice(offset, offset + limit),
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

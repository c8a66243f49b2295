/** A path with named holes: `/devices/{device_id}/apps`. */
export interface Routed<T> {
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly byMethod: ReadonlyMap<string, T>;
}

const PREFIX = '/api/v1';

/** Finds the routes of a path; a trailing slash makes no difference. */
export function createRouter<T extends { method: string; template: string }>(routes: readonly T[]) {
  const templates = new Map<string, { segments: string[]; byMethod: Map<string, T> }>();
  for (const route of routes) {
    const known = templates.get(route.template) ?? {
      segments: split(route.template),
      byMethod: new Map<string, T>(),
    };
    known.byMethod.set(route.method, route);
    templates.set(route.template, known);
  }
  return (pathname: string): Routed<T> | null => {
    if (!pathname.startsWith(`${PREFIX}/`)) return null;
    const segments = split(pathname.slice(PREFIX.length));
    for (const [template, { segments: wanted, byMethod }] of templates) {
      const params = matched(wanted, segments);
      if (params !== null) return { template, params, byMethod };
    }
    return null;
  };
}

/** The same for `/api/v1/devices/{id}/` and `/devices/{device_id}`. */
export function normalTemplate(template: string): string {
  const path = template.startsWith(`${PREFIX}/`) ? template.slice(PREFIX.length) : template;
  return path.replace(/\/$/, '').replaceAll(/\{[^}]*\}/g, '{}');
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matched(wanted: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (wanted.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [at, want] of wanted.entries()) {
    const segment = segments[at] ?? '';
    if (want.startsWith('{')) params[want.slice(1, -1)] = decoded(segment);
    else if (want !== segment) return null;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

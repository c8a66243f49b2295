import { MdmError } from '../helpdesk/mdm-error.ts';

/** Hosts that the token may be sent to (Kandji API docs; Iru-era hosts as the official tools accept them). */
const API_HOST = /^([a-z0-9-]+)\.api\.(eu\.)?(kandji\.io|iru\.com)$/;
const WEB_HOST = /^([a-z0-9-]+)\.(eu\.)?(kandji\.io|iru\.com)$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const EXAMPLE = 'https://acme.api.kandji.io';

export type KandjiAddress =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads KANDJI_API_URL as people paste it: with or without scheme, slash and `/api/v1`. The URL it gives ends in `/api/v1`.
 * A web address is recognised and the right one is named; every other host is refused, because the token goes there.
 */
export function kandjiAddress(text: string): KandjiAddress {
  const pasted = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  if (pasted === '')
    return problem(`it is empty; copy the API URL from Kandji's Settings › Access, such as ${EXAMPLE}`);
  const url = parsed(pasted);
  if (url === null) return problem(`it is not an address; it should look like ${EXAMPLE}`);
  if (url.username !== '' || url.password !== '')
    return problem('it must not contain a user name or password');
  const path = url.pathname.replace(/\/+$/, '');
  const host = hostProblem(url);
  if (host !== null) return problem(host);
  if (!['', '/api', '/api/v1'].includes(path) || url.search !== '' || url.hash !== '') {
    return problem(`only the host is needed: ${url.origin}`);
  }
  return { ok: true, url: new URL('/api/v1', url.origin) };
}

/** The only place where plain http is allowed. */
function isLoopback(url: URL): boolean {
  return LOOPBACK.has(url.hostname);
}

/** The tenant's label, `acme` of `acme.api.kandji.io`; `null` for a loopback host. */
function tenantLabel(apiUrl: URL): string | null {
  return API_HOST.exec(apiUrl.hostname)?.[1] ?? null;
}

/**
 * The console's address, without a trailing slash: what the admin gave, else derived as Kandji's official packager does:
 * kandji.io drops `.api` and keeps `.eu`, iru.com has one host for all regions. A simulator's console is beside its API.
 */
export function consoleAddress(apiUrl: URL, webUrl: string | null): string {
  if (webUrl !== null && webUrl.trim() !== '') return withScheme(webUrl.trim()).replace(/\/+$/, '');
  const match = API_HOST.exec(apiUrl.hostname);
  if (match === null) return apiUrl.origin;
  const [, label, region, domain] = match;
  return domain === 'iru.com' ? `https://${label}.iru.com` : `https://${label}.${region ?? ''}kandji.io`;
}

/** A name without a dot is no host of Kandji's, and could be the token in the wrong place: it is never repeated. */
function parsed(text: string): URL | null {
  const url = URL.parse(withScheme(text));
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  return isLoopback(url) || url.hostname.includes('.') ? url : null;
}

/** A bare host gets https, a bare loopback host http. */
function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return /^(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/i.test(text) ? `http://${text}` : `https://${text}`;
}

function hostProblem(url: URL): string | null {
  if (isLoopback(url)) return url.protocol === 'http:' ? null : 'a loopback address takes http, not https';
  if (API_HOST.test(url.hostname)) {
    if (url.protocol !== 'https:') return `it must be https: https://${url.hostname}`;
    return url.port === '' ? null : `it must not name a port: https://${url.hostname}`;
  }
  return (
    webHostProblem(url.hostname) ??
    `${url.hostname} is not a Kandji API address; it should look like ${EXAMPLE}`
  );
}

function webHostProblem(host: string): string | null {
  const [, label, region, domain] = WEB_HOST.exec(host) ?? [];
  if (label === undefined || label === 'api') return null;
  const right =
    domain === 'iru.com' && region === undefined
      ? `https://${label}.api.iru.com (in the EU https://${label}.api.eu.iru.com)`
      : `https://${label}.api.${region ?? ''}${domain}`;
  return `${host} is the web address; the API's is ${right}`;
}

function problem(text: string): KandjiAddress {
  return { ok: false, problem: text };
}

const CONSOLE_HOST = /^([a-z0-9-]+)\.(?:eu\.)?(?:kandji\.io|iru\.com)$/;
const DEVICE_PATH = /^\/devices\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/|$)/i;

/** Links into Kandji's web console: writing them, and reading those that people paste. */
export interface ConsoleLinks {
  consoleUrl(deviceId: string): string;
  readConsoleUrl(text: string): string | 'foreign' | null;
}

/**
 * A tenant answers under several console hosts (kandji.io, eu.kandji.io, iru.com) with one label, so that links from before a
 * move still count as its own. Tabs, queries and anchors behind the device id do not matter.
 */
export function createConsoleLinks(apiUrl: URL, webUrl: string | null): ConsoleLinks {
  const console = consoleAddress(apiUrl, webUrl);
  const ownHost = URL.parse(console)?.host ?? '';
  const label = tenantLabel(apiUrl);
  return {
    consoleUrl: (deviceId) => `${console}/devices/${encodeURIComponent(deviceId)}`,
    readConsoleUrl: (text) => {
      const url = linkOf(text, ownHost);
      const deviceId = url === null ? undefined : DEVICE_PATH.exec(url.pathname)?.[1];
      if (url === null || deviceId === undefined) return null;
      const theirs = CONSOLE_HOST.exec(url.hostname)?.[1];
      if (url.host === ownHost || (theirs !== undefined && theirs === label)) return deviceId.toLowerCase();
      return theirs === undefined ? null : 'foreign';
    },
  };
}

function linkOf(text: string, ownHost: string): URL | null {
  const trimmed = text.trim();
  const scheme = /^https?:\/\//i.test(trimmed);
  const isBareLink =
    /^[a-z0-9.-]+\.(kandji\.io|iru\.com)\//i.test(trimmed) || trimmed.startsWith(`${ownHost}/`);
  if (!scheme && !isBareLink) return null;
  return URL.parse(scheme ? trimmed : `https://${trimmed}`);
}

/** Kandji's ids are UUIDs; what comes back from Slack must not become another path. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** True for what may stand in a path as an id. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** `/devices/{device_id}` with the id filled in. @throws MdmError `not-found`, without asking, for what is no id. */
export function pathOf(endpoint: string, id: string): string {
  if (!isId(id)) {
    throw new MdmError({
      kind: 'rejected',
      reason: 'not-found',
      status: null,
      sentence: 'That is not an id of Kandji.',
      endpoint,
    });
  }
  return endpoint.slice(endpoint.indexOf('/')).replace(/\{[a-z_]+\}/, id.toLowerCase());
}

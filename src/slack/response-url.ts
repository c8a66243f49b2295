const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether answers may be posted to this `response_url`: Slack's own hosts, or this machine where Slack itself is on this machine.
 * It stands in the payload, so whoever stole the signing secret could name an address of theirs.
 */
export function isSlackUrl(responseUrl: unknown, apiUrl: string): boolean {
  const url = typeof responseUrl === 'string' ? URL.parse(responseUrl) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (LOOPBACK.has(url.hostname)) return LOOPBACK.has(new URL(apiUrl).hostname);
  return url.protocol === 'https:' && url.port === '' && /(^|\.)slack(-gov)?\.com$/.test(url.hostname);
}

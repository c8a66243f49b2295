import { consoleAddress, tenantLabel } from './console-url.ts';

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

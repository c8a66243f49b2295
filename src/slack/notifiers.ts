import type { WebClient, WebClientOptions } from '@slack/web-api';
import type { Ports } from '../helpdesk/ports.ts';
import { createCaseNotifier } from './cases/case-notifier.ts';
import { createFleetNotifier } from './fleet-notifier.ts';
import { createKeyWindows, SILENT_CLIENT } from './keys/key-window.ts';
import { createNotifier, type NotifierOptions, SINGLE_ATTEMPT } from './notifier.ts';

/** Everything that the app says by itself. @param clientOf one client for each, because a 429 pauses a whole client */
export function createNotifiers(
  speaking: Omit<NotifierOptions, 'client'> & { readonly now: () => number },
  clientOf: (own: WebClientOptions) => WebClient,
): Pick<Ports, 'notices' | 'caseNotices' | 'fleetNotices' | 'keyWindows'> {
  const own = () => ({ ...speaking, client: clientOf(SINGLE_ATTEMPT) });
  return {
    notices: createNotifier(own()),
    caseNotices: createCaseNotifier(own()),
    fleetNotices: createFleetNotifier(own()),
    keyWindows: createKeyWindows(clientOf(SILENT_CLIENT), speaking.now),
  };
}

import type { ViewOutput } from '@slack/bolt';
import type { World } from '../world/world.ts';
import type { StoredView } from './types.ts';

/** A view as Slack gives it to the app, in answers and in payloads. */
export function viewOutput(view: StoredView, world: Pick<World, 'team' | 'app'>): ViewOutput {
  return {
    id: view.id,
    team_id: world.team.id,
    type: view.type,
    blocks: structuredClone(view.blocks),
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: structuredClone(view.values) },
    hash: view.hash,
    title: plain(view.title),
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close === undefined ? null : plain(view.close),
    submit: view.submit === undefined ? null : plain(view.submit),
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: world.app.appId,
    external_id: view.externalId,
    app_installed_team_id: world.team.id,
    bot_id: world.app.botId,
  };
}

function plain(text: string): { type: 'plain_text'; text: string; emoji: boolean } {
  return { type: 'plain_text', text, emoji: true };
}

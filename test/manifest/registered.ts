import type { App } from '@slack/bolt';
import { registerListeners } from '../../src/slack/listeners/index.ts';
import type { Room } from '../../src/slack/room.ts';

/** What the app listens to. `everyAction` and so on: whatever id comes, it goes somewhere. */
export interface Registered {
  readonly commands: string[];
  readonly shortcuts: string[];
  /** `message` is what `app.message` asks for. */
  readonly events: string[];
  readonly interactions: ('action' | 'view' | 'options')[];
}

/** Registers the app's real routes with a stand-in for Bolt's `App` that only writes them down. */
export function registeredRoutes(register: (app: App, room: Room) => void = registerListeners): Registered {
  const routes: Registered = { commands: [], shortcuts: [], events: [], interactions: [] };
  const app = {
    command: (name: unknown) => routes.commands.push(nameIn(name)),
    shortcut: (wanted: unknown) => routes.shortcuts.push(nameIn(wanted, 'callback_id')),
    event: (name: unknown) => routes.events.push(nameIn(name)),
    message: () => routes.events.push('message'),
    action: () => routes.interactions.push('action'),
    view: () => routes.interactions.push('view'),
    options: () => routes.interactions.push('options'),
  };
  register(app as unknown as App, {} as Room);
  return routes;
}

/** A pattern would hide what it matches: commands, shortcuts and events are registered by name. */
function nameIn(wanted: unknown, key?: string): string {
  const name =
    key && typeof wanted === 'object' && wanted !== null
      ? Object.entries(wanted).find(([k]) => k === key)?.[1]
      : wanted;
  if (typeof name !== 'string')
    throw new Error(`a listener was registered for ${String(wanted)}, not by name`);
  return name;
}

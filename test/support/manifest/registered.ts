import type { App } from '@slack/bolt';
import type { AppContext } from '../../../src/slack/interaction.ts';
import { registerListeners } from '../../../src/slack/routes.ts';

/** What the app listens to. `everyAction` and so on: whatever id comes, it goes somewhere. */
export interface Registered {
  /** Whatever the manifest calls them: one entry for each listener. */
  readonly commands: 'of any name'[];
  /** The kinds that are listened to, whatever the manifest calls them. */
  readonly shortcuts: ('global' | 'message')[];
  /** `message` is what `app.message` asks for. */
  readonly events: string[];
  readonly interactions: ('action' | 'view' | 'options')[];
}

/** Registers the app's real routes with a stand-in for Bolt's `App` that only writes them down. */
export function registeredRoutes(
  register: (app: App, appContext: AppContext) => void = registerListeners,
): Registered {
  const routes: Registered = { commands: [], shortcuts: [], events: [], interactions: [] };
  const app = {
    command: (name: unknown) => routes.commands.push(anyName(name)),
    shortcut: ({ type, callback_id }: { readonly type?: unknown; readonly callback_id?: unknown }) => {
      anyName(callback_id);
      routes.shortcuts.push(type === 'message_action' ? 'message' : 'global');
    },
    event: (name: unknown) => routes.events.push(nameIn(name)),
    message: () => routes.events.push('message'),
    action: () => routes.interactions.push('action'),
    view: () => routes.interactions.push('view'),
    options: () => routes.interactions.push('options'),
  };
  register(app as unknown as App, {} as AppContext);
  return routes;
}

/** A staging app has another command, and shortcuts are renamed: each must be served. */
function anyName(wanted: unknown): 'of any name' {
  if (!(wanted instanceof RegExp) || !['/kandji', '/iru', 'renamed', ''].every((name) => wanted.test(name)))
    throw new Error(`a listener was registered for ${String(wanted)} alone`);
  return 'of any name';
}

/** A pattern would hide what it matches: events are registered by name. */
function nameIn(name: unknown): string {
  if (typeof name !== 'string') throw new Error(`a listener was registered for ${String(name)}, not by name`);
  return name;
}

import type { PageOptions } from './options.ts';
import type { About } from './wire.ts';

/** What a window needs to know of the workspace and the app. */
export function about({ slack, restartApp }: PageOptions): About {
  const { manifest, world } = slack;
  return {
    team: world.team.name,
    appName: manifest.appName,
    botUserId: world.app.botUserId,
    botName: manifest.botName,
    homeTab: manifest.homeTab,
    commands: manifest.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: manifest.shortcuts,
    canRestart: restartApp !== undefined,
  };
}

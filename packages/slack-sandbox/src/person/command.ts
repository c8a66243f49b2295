import { apply } from '../api/answer-url.ts';
import { Refused } from '../api/method.ts';
import type { Core } from '../core.ts';
import { isObject, type JsonObject } from '../json.ts';
import { commandPayload } from '../sender/payloads.ts';
import type { Delivery } from '../traffic.ts';
import type { User } from '../world/types.ts';
import { channelOnScreen } from './place.ts';
import { seeMessage } from './seen.ts';
import type { CommandResult } from './types.ts';
import { typedText } from './typing.ts';

/** Types a slash command: `/kandji H4TX…`. Throws when the command does not exist here. */
export async function command(
  core: Core,
  user: User,
  channelId: string,
  line: string,
): Promise<CommandResult> {
  const channel = channelOnScreen(core, user, channelId);
  if (!channel.members.includes(user.id)) throw new Error(`${user.realName} has not joined ${channel.name}.`);
  if (channel.archived === true) throw new Error(`${channel.name} is archived: nothing can be typed there.`);
  const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const known = core.manifest.commands.find((one) => one.command === name);
  if (known === undefined)
    throw new Error(`${name || line} is not a valid command: it is not in the manifest.`);
  const text = typedText(core, rest, known.shouldEscape ? 'command' : 'raw');
  const payload = commandPayload(core, user, channel, name, text);
  const delivery = await core.sender.send({ type: 'slash_command', name, user: user.id, payload });
  if (delivery.outcome === 'timeout') return failed(delivery, name, 'operation_timeout');
  if (delivery.outcome !== 'ok') return failed(delivery, name, 'dispatch_failed');
  return shown(core, user, channel.id, delivery, name);
}

function failed(
  delivery: Delivery,
  name: string,
  error: 'operation_timeout' | 'dispatch_failed',
): CommandResult {
  return { delivery, acked: false, error, notice: `${name} failed with the error "${error}"` };
}

function shown(core: Core, user: User, channelId: string, delivery: Delivery, name: string): CommandResult {
  const body = ackBody(delivery.ack);
  if (body === undefined) return { delivery, acked: true };
  try {
    apply(core, { kind: 'commands', userId: user.id, channelId }, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    core.log.blame(delivery, [error.error, ...problemsOf(error)]);
    return failed(delivery, name, 'dispatch_failed');
  }
  const newest = core.world.messages(channelId).at(-1);
  if (newest === undefined) return { delivery, acked: true };
  const message = seeMessage(core, user, newest);
  return { delivery, acked: true, text: message.text, blocks: message.blocks, message };
}

function ackBody(ack: unknown): JsonObject | undefined {
  if (typeof ack === 'string') return ack.trim() === '' ? undefined : { text: ack };
  return isObject(ack) && Object.keys(ack).length > 0 ? ack : undefined;
}

function problemsOf(error: Refused): string[] {
  return Array.isArray(error.extra.errors) ? error.extra.errors.map(String) : [];
}

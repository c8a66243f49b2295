import { z } from 'zod';
import { LOST_MODE_KEY, LOST_MODE_PLATFORMS, needsLostMode } from './lost-mode-rules.ts';
import type { CommandOperation } from './operation.ts';

const words = (most: number, what: string) =>
  z.string().trim().max(most, `The ${what} is too long: ${most} characters at most.`).default('');

const params = z
  .object({
    message: words(500, 'message'),
    phone: words(60, 'phone number'),
    footnote: words(200, 'footnote'),
  })
  .refine(({ message, phone }) => message !== '' || phone !== '', {
    message: 'Give a message or a phone number: Apple needs at least one of them on the lock screen.',
  });

export const enableLostMode: CommandOperation<'enable-lost-mode', z.infer<typeof params>> = {
  kind: 'command',
  name: 'enable-lost-mode',
  title: 'turn on Lost Mode',
  label: 'Lost Mode on',
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  params,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode'],
  impossible: needsLostMode(['off', 'error', 'unclear'], (state) =>
    state === 'turning-on' ? 'Lost Mode is already being turned on.' : 'Lost Mode is already on.',
  ),
  consequence: () => 'The screen locks and shows only these words until Lost Mode is turned off.',
  requestTypes: ['EnableLostMode'],
  reached: ({ device }) => device.lostMode === 'on',
  run: (commands, deviceId, chosen, call) => commands.enableLostMode(deviceId, chosen, call),
};

import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';
import { notManaged } from './unmanaged.ts';

export const reinstallAgent: CommandOperation<'reinstall-agent', NoParams> = {
  kind: 'command',
  name: 'reinstall-agent',
  title: 'reinstall the Kandji agent',
  label: 'Reinstall agent',
  risk: 'routine',
  platforms: ['Mac'],
  params: noParams,
  exclusive: () => ['reinstall-agent'],
  watches: [],
  impossible: notManaged,
  consequence: () => 'The Kandji agent is installed again over the present one.',
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.reinstallAgent(deviceId, call),
};

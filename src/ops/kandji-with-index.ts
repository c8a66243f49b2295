import { createFleetKeeper, type FleetKeeper } from '../helpdesk/fleet/walker.ts';
import type { BackgroundReads, DeviceApi, DeviceCommands, DeviceKeys } from '../helpdesk/ports.ts';
import type { Store } from '../helpdesk/store-port.ts';
import { createKandji, type KandjiOptions } from '../kandji/index.ts';

interface Options extends Omit<KandjiOptions, 'budget' | 'observe' | 'backgroundShare'> {
  readonly store: Pick<Store, 'budget' | 'fleet' | 'leases'>;
  readonly owner: string;
  /** Part of Kandji's hour for the index; `0`: there is none. */
  readonly fleetShare: number;
}

/** Kandji, and the index that is kept from what it shows; begun with `keeper.start`. */
export function connectKandji({ store, owner, fleetShare, ...options }: Options): {
  readonly fleet: DeviceApi;
  readonly commands: DeviceCommands;
  readonly keys: DeviceKeys;
  readonly background: BackgroundReads;
  readonly keeper: Pick<FleetKeeper, 'stop'> & { start(): void };
} {
  const tenant = options.apiUrl.host;
  const keeper = createFleetKeeper({ store, log: options.log, owner, tenant }, fleetShare);
  const kandji = createKandji({
    ...options,
    budget: store.budget,
    backgroundShare: fleetShare,
    observe: keeper.observe,
  });
  const { fleet, commands, keys, background, source } = kandji;
  return {
    fleet,
    commands,
    keys,
    background,
    keeper: { start: () => keeper.start(source), stop: keeper.stop },
  };
}

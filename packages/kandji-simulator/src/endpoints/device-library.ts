import { json } from '../http/answer.ts';
import { libraryItemRow, parameterRow, statusRow } from '../shapes/library-rows.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

/** How a device stands to its library items and parameters. */
export const deviceLibrary: readonly Endpoint[] = [
  aboutDevice('GET', '/library-items', (device, { world }) => {
    const { items, blueprintId } = world.records.of(device).library;
    const blueprint = world.tenant.blueprint(blueprintId);
    return json({
      device_id: device.id,
      library_items: items.map((item) => libraryItemRow(item, device, blueprint)),
    });
  }),
  aboutDevice('GET', '/parameters', (device, { world }) =>
    json({ device_id: device.id, parameters: world.records.of(device).parameters.map(parameterRow) }),
  ),
  aboutDevice('GET', '/status', (device, { world }) => {
    const { library, parameters } = world.records.of(device);
    return json({
      device_id: device.id,
      library_items: library.items.map(statusRow),
      parameters: parameters.map(parameterRow),
    });
  }),
];

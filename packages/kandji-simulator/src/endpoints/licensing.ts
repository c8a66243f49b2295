import { jsonUtf8 } from '../http/answer.ts';
import type { Platform } from '../tenant/device.ts';
import type { Endpoint } from './endpoint.ts';

/** A cheap sign of life. */
export const licensing: readonly Endpoint[] = [
  {
    method: 'GET',
    template: '/settings/licensing',
    run: ({ world }) => {
      const { devices } = world.tenant;
      const count = (platform: Platform) => devices.filter((device) => device.platform === platform).length;
      const most = Math.max(500, devices.length);
      return jsonUtf8({
        counts: {
          computers_count: devices.length,
          macos_count: count('Mac'),
          ios_count: count('iPhone'),
          ipados_count: count('iPad'),
          tvos_count: count('AppleTV'),
        },
        limits: {
          plan_type: 'annual',
          max_devices: most,
          max_devices_per_platform: { macos: most, ios_ipados: most },
        },
        tenantOverLicenseLimit: false,
      });
    },
  },
];

import type { Answer } from '../http/answer.ts';
import { notFound } from '../http/refusals.ts';
import type { Caller } from '../http/tokens.ts';
import type { Device } from '../tenant/device.ts';
import type { World } from '../world.ts';

/** One permitted request. `body` is parsed JSON, undefined without one. */
export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** One row of the API: a method on a path template. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  readonly template: string;
  run(call: Call): Answer;
}

/** An endpoint about one device: 404 when it is not in the tenant. */
export function aboutDevice(
  method: Endpoint['method'],
  path: string,
  run: (device: Device, call: Call) => Answer,
): Endpoint {
  return {
    method,
    template: `/devices/{device_id}${path}`,
    run(call) {
      const device = call.world.tenant.device((call.params.device_id ?? '').toLowerCase());
      return device === undefined ? notFound() : run(device, call);
    },
  };
}

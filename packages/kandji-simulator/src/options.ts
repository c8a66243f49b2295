/** How a simulated tenant is started. Every key is optional. */
export interface KandjiOptions {
  /** TCP port on 127.0.0.1; 0 (default) takes any free one. */
  port?: number;
  /** Size of the fleet, default 120, up to 100,000. From 12 up all named devices are there, even if that makes a few more. */
  devices?: number;
  /** The same seed gives the same tenant. */
  seed?: number;
  /** Milliseconds added to each answer; changeable later with `setLatency`. */
  latency?: number;
  /** Epoch milliseconds. Drives check-ins, commands and the rate-limit windows. */
  now?: () => number;
  /** `2023`: no tags and Lost Mode status on devices, integer user ids, total-count headers. */
  profile?: 'current' | '2023';
  /** Windows and Android management: adds three keys to every device. Default true, false in the 2023 profile. */
  windowsAndAndroid?: boolean;
  /** Milliseconds from accepted to done for a device that is online. */
  commandDelay?: number;
  /** How a token without the needed permission is refused. The vendor's texts contradict each other. */
  missingPermission?: 401 | 403;
  /** False switches the 50/s and 10,000/h limits off (the headers stay). */
  rateLimit?: boolean;
  /** An older tenant that does not know `dailycheckin`. */
  legacyTenant?: boolean;
  /** What a PATCH with a tag name that does not exist does. The real behaviour is unknown. */
  unknownTags?: 'create' | 'refuse';
  /** The plan has Prism. Default true. */
  prism?: boolean;
  /** A key that was read is another one the next time. Default false. */
  rotateKeysOnRead?: boolean;
}

export type Settings = Required<KandjiOptions>;

export function settle(options: KandjiOptions): Settings {
  const profile = options.profile ?? 'current';
  return {
    port: options.port ?? 0,
    devices: options.devices ?? 120,
    seed: options.seed ?? 1,
    latency: options.latency ?? 0,
    now: options.now ?? Date.now,
    profile,
    windowsAndAndroid: options.windowsAndAndroid ?? profile === 'current',
    commandDelay: options.commandDelay ?? 1500,
    missingPermission: options.missingPermission ?? 403,
    rateLimit: options.rateLimit ?? true,
    legacyTenant: options.legacyTenant ?? false,
    unknownTags: options.unknownTags ?? 'create',
    prism: options.prism ?? true,
    rotateKeysOnRead: options.rotateKeysOnRead ?? false,
  };
}

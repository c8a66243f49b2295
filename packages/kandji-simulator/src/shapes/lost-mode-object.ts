import { isoZulu } from '../dates.ts';
import type { LostMode } from '../tenant/device.ts';

/** The 15 keys; empty values are `""`. */
export function lostModeObject(lost: LostMode): Record<string, unknown> {
  return {
    lost_mode_status: lost.status,
    enabled_by: lost.enabledBy,
    enable_status_at: isoZulu(lost.enableStatusAt),
    lock_screen_message: lost.message,
    lock_screen_phone_number: lost.phone,
    lock_screen_footnote: lost.footnote,
    disable_status: lost.disableStatus,
    disabled_by: lost.disabledBy,
    disable_status_at: isoZulu(lost.disableStatusAt),
    last_location_status: lost.locationStatus,
    last_location_status_at: isoZulu(lost.locationStatusAt),
    last_location: lost.location ?? '',
    last_location_at: isoZulu(lost.locationAt),
    sound_status: lost.soundStatus,
    sound_status_at: isoZulu(lost.soundStatusAt),
  };
}

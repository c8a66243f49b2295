import type { LostModeState } from '../../helpdesk/device.ts';

/**
 * Reads Kandji's Lost Mode status by what it contains: only `ENABLED` and `""` are documented, "pending" and "error" are
 * named in prose without their spelling, and others' docs have `NOT_ENABLED` and "NOT ON": *not* beats *on*. What fits nothing
 * is `unclear`, so that nobody takes it for off.
 * `disableStatus` tells how far turning off got; the device object does not have it.
 */
export function lostModeState(status: string | null, disableStatus: string | null = null): LostModeState {
  const enabling = classOf(status ?? '');
  if (enabling === 'off') return 'off';
  const disabling = disableStatus === null ? null : classOf(disableStatus);
  if (disabling === 'turning-on') return 'turning-off';
  if (disabling === 'error') return 'error';
  return enabling;
}

function classOf(status: string): LostModeState {
  const word = status.trim().toUpperCase();
  if (word === '') return 'off';
  if (/(^|[^A-Z])NOT([^A-Z]|$)/.test(word))
    return /(^|[^A-Z])(ENABLED|ON|ACTIVE|SET)([^A-Z]|$)/.test(word) ? 'off' : 'unclear';
  if (/ERR|FAIL/.test(word)) return 'error';
  if (word.includes('PEND')) return word.includes('DISABL') ? 'turning-off' : 'turning-on';
  if (word.includes('DISABLED') || word === 'OFF' || word === 'INACTIVE') return 'off';
  if (word.includes('ENABLED') || word.includes('SUCCESS') || /(^|[^A-Z])ON([^A-Z]|$)/.test(word))
    return 'on';
  return 'unclear';
}

import type { Device } from '../../helpdesk/device.ts';
import type { Operation } from '../../helpdesk/operations/operation.ts';
import { deviceWord } from '../../helpdesk/text.ts';

/** "Erase Mac", "Delete record": names the device where there is room for it. */
export function windowTitle({ label, menu, phrase }: Operation, { platform }: Device): string {
  const isAbout = menu === 'security' && phrase.link === ' ';
  return isAbout ? `${label} ${deviceWord(platform)}` : label;
}

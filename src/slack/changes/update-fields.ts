import type { PlainTextOption } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { pick } from '../block-kit/ids.ts';
import { ownText } from '../block-kit/text.ts';
import { hintOf, type RecordField } from './form.ts';
import { optionName, pickedOne, pickInput, pickOption, selectedOptions } from './options.ts';

const BLOCK = 'user';
const NOBODY = 'nobody';

export const nobodyOption = (): PlainTextOption =>
  pickOption('pick.user', { id: NOBODY }, ownText('— nobody —'));

const archived = ({ user }: Device): string | undefined =>
  user?.archived ? `⚠️ The account of ${user.name} is archived.` : undefined;

export const assignUser: RecordField = {
  blockId: BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) => {
    const present = device.user && { id: device.user.id, label: device.user.name };
    const now = typed.user === undefined ? present : typed.user;
    return pickInput(BLOCK, 'User', {
      id: 'pick.user',
      placeholder: 'Type a part of a name or an e-mail',
      initial: now ? pickOption('pick.user', { id: now.id }, optionName(now.label)) : nobodyOption(),
      ...hintOf(conflicts.userId ?? archived(device)),
    });
  },
  /** Only "— nobody —" clears it: an emptied field is a field left alone. */
  typed: (values, device) => {
    const option = pickedOne(values, BLOCK, 'pick.user');
    const id = pick('pick.user').read(option?.value)?.id;
    if (!option || !id || id === (device.user?.id ?? NOBODY)) return {};
    return { user: id === NOBODY ? null : selectedOptions(id, option) };
  },
};

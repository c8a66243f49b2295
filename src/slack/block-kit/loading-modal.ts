import type { ModalView } from '@slack/types';
import { modal, section } from './blocks.ts';
import { foreign, words } from './text.ts';

/** What a modal shows until its content has been read: it opens at once, because a `trigger_id` lives three seconds. */
export const loadingView = (title: string, deviceName?: string): ModalView =>
  modal(
    'loading',
    {},
    {
      title,
      blocks: [
        section(
          deviceName === undefined ? words`⏳ One moment…` : words`⏳ Reading ${foreign(deviceName, 120)}…`,
        ),
      ],
    },
  );

import type { ModalView } from '@slack/types';
import { modal, section } from './blocks.ts';
import { foreignText, mrkdwn } from './text.ts';

/** What a modal shows until its content has been read: it opens at once, because a `trigger_id` lives three seconds. */
export const loadingView = (title: string, deviceName?: string): ModalView =>
  modal(
    'loading',
    {},
    {
      title,
      blocks: [
        section(
          deviceName === undefined
            ? mrkdwn`⏳ One moment…`
            : mrkdwn`⏳ Reading ${foreignText(deviceName, 120)}…`,
        ),
      ],
    },
  );

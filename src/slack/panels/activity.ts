import type { ModalView } from '@slack/types';
import type { Activity } from '../../helpdesk/device.ts';
import { section } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  ownText,
  quoted,
} from '../block-kit/text.ts';
import { type PanelViewModel, pageOf, panelFrame } from './frame.ts';

const ACTIVITIES_A_PAGE = 25;

/** Kandji's activity of the device, newest first; what failed is marked. */
export function activityPanel(activity: readonly Activity[], scene: PanelViewModel): ModalView {
  const newestFirst = activity.toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0));
  const { shown, pages } = pageOf(newestFirst, scene.ask.page, ACTIVITIES_A_PAGE);
  const failed = activity.filter((entry) => entry.failed).length;
  return panelFrame('activity', scene, {
    summary: join(
      [countNoun(activity.length, 'entry', 'entries'), failed === 0 ? '' : `${failed} failed`],
      ' · ',
    ),
    pages,
    blocks:
      shown.length > 0
        ? shown.map((entry) => section(row(entry)))
        : [section(mrkdwn`Kandji lists no activity for this device.`)],
  });
}

const row = ({ at, title, detail, by, failed }: Activity): Mrkdwn =>
  lines([
    mrkdwn`${ownText(failed ? '🔴 ' : '')}${bold(foreignText(title, 100))}`,
    join([at === null ? '' : dateText(at), foreignText(detail ?? '', 150), who(by)], ' · '),
  ]);

/** A token's name must not read as a person's. */
function who(by: Activity['by']): Mrkdwn {
  if (by === null) return ownText('');
  return by.kind === 'person'
    ? mrkdwn`by ${foreignText(by.name, 80)}`
    : mrkdwn`by API token ${quoted(by.name, 60)}`;
}

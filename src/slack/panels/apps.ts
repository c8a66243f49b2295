import type { ModalView } from '@slack/types';
import type { InstalledApp } from '../../helpdesk/device.ts';
import { section, withAccessibleName } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, foreignText, join, lines, type Mrkdwn, mrkdwn, quoted } from '../block-kit/text.ts';
import { matchesFilter, type PanelViewModel, pageOf, panelFrame, sectionsOf } from './frame.ts';

const APPS_A_PAGE = 40;

/** Installed apps by name. */
export function appsPanel(apps: readonly InstalledApp[], scene: PanelViewModel): ModalView {
  const { search, page } = scene.ask;
  const wanted = apps
    .filter(({ name, identifier }) => matchesFilter(search, name, identifier))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const { shown, pages } = pageOf(wanted, page, APPS_A_PAGE);
  return panelFrame('apps', scene, {
    summary: join(
      [countNoun(apps.length, 'app'), search === '' ? '' : countNoun(wanted.length, 'match', 'matches')],
      ' · ',
    ),
    searchLabel: 'Search by name or bundle id',
    pages,
    blocks: shown.length > 0 ? sectionsOf(shown.map(row), lines) : [section(none(apps, search))],
  });
}

const none = (apps: readonly InstalledApp[], search: string): Mrkdwn =>
  apps.length === 0
    ? mrkdwn`Kandji lists no apps for this device.`
    : mrkdwn`No app on this device matches ${quoted(search, 100)}. Try fewer letters.`;

const row = ({ name, version, identifier }: InstalledApp): Mrkdwn =>
  join(
    [
      join([bold(withAccessibleName(name, 100)), foreignText(version ?? '', 40)], ' '),
      foreignText(identifier ?? '', 100),
    ],
    ' · ',
  );

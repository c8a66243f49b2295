import type { ModalView } from '@slack/types';
import type { InstalledApp } from '../../helpdesk/device.ts';
import { named, section } from '../block-kit/blocks.ts';
import { counted } from '../block-kit/format.ts';
import { bold, foreign, join, lines, type Words, words } from '../block-kit/text.ts';
import { matches, type PanelScene, pageOf, panelFrame, sectionsOf } from './frame.ts';

const APPS_A_PAGE = 40;

/** Installed apps by name. */
export function appsPanel(apps: readonly InstalledApp[], scene: PanelScene): ModalView {
  const { search, page } = scene.ask;
  const wanted = apps
    .filter(({ name, identifier }) => matches(search, name, identifier))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const { shown, pages } = pageOf(wanted, page, APPS_A_PAGE);
  return panelFrame('apps', scene, {
    summary: join(
      [counted(apps.length, 'app'), search === '' ? '' : counted(wanted.length, 'match', 'matches')],
      ' · ',
    ),
    searchLabel: 'Search by name or bundle id',
    pages,
    blocks: shown.length > 0 ? sectionsOf(shown.map(row), lines) : [section(none(apps, search))],
  });
}

const none = (apps: readonly InstalledApp[], search: string): Words =>
  apps.length === 0
    ? words`Kandji lists no apps for this device.`
    : words`No app on this device is called '${foreign(search, 100)}'. Try fewer letters.`;

const row = ({ name, version, identifier }: InstalledApp): Words =>
  join(
    [join([bold(named(name, 100)), foreign(version ?? '', 40)], ' '), foreign(identifier ?? '', 100)],
    ' · ',
  );

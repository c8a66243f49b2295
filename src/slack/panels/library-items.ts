import type { KnownBlock, ModalView } from '@slack/types';
import type { Device, LibraryItem, StatusGroup } from '../../helpdesk/device.ts';
import { isFailed } from '../../helpdesk/watches/watch.ts';
import { button, context, section, withAccessibleName } from '../block-kit/blocks.ts';
import { countNoun, duration, NEXT_STEP_LABELS, relativeTime } from '../block-kit/format.ts';
import {
  bold,
  clip,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  multiLine,
  ownText,
  quoted,
  sinceText,
} from '../block-kit/text.ts';
import { type Filter, matchesFilter, type PanelViewModel, pageOf, panelFrame } from './frame.ts';
import { failedCount, GROUP_LABELS, GROUP_ORDER, statusLabel, statusMark } from './status-text.ts';

const ITEMS_A_PAGE = 20;
const LOG_LENGTH = 400;
const DAY = 86_400_000;

/** Library items of one device: failed ones first, with their logs. */
export function libraryPanel(items: readonly LibraryItem[], scene: PanelViewModel): ModalView {
  const { ask, device } = scene;
  const found = items.filter(({ name, type }) => matchesFilter(ask.search, name, type));
  const wanted = worstFirst(
    found.filter(
      (item) => inGroup(item, ask.filter) && (ask.filter !== 'all' || ask.search !== '' || !excluded(item)),
    ),
  );
  const hidden = found.length - wanted.length;
  const { shown, pages } = pageOf(wanted, ask.page, ITEMS_A_PAGE);
  return panelFrame('library', scene, {
    summary: summary(items, wanted.length, leftOut(hidden, ask.filter)),
    searchLabel: 'Search by name',
    filters: filtersOf(items),
    buttons:
      scene.mayWatch && items.some(isFailed)
        ? [button('watch.open', { deviceId: device.id }, NEXT_STEP_LABELS.watch)]
        : [],
    pages,
    blocks:
      shown.length > 0
        ? [...shown.flatMap((item) => row(item, scene)), ...asOf(shown, scene)]
        : [section(none(items, found, scene, device))],
  });
}

const excluded = ({ status }: LibraryItem): boolean => status === 'EXCLUDED';

/** "Everything" leaves out only what a rule excludes. */
const leftOut = (hidden: number, filter: string): string =>
  hidden === 0 ? '' : `${hidden} ${filter === 'all' ? 'excluded by a rule' : 'hidden by the filter'}`;

const summary = (items: readonly LibraryItem[], shown: number, left: string): Mrkdwn =>
  join(
    [
      countNoun(items.length, 'library item'),
      failedCount(items),
      shown === items.length ? '' : `${shown} shown`,
      left,
    ],
    ' · ',
  );

function none(
  items: readonly LibraryItem[],
  found: readonly LibraryItem[],
  { ask }: PanelViewModel,
  { blueprint }: Device,
): Mrkdwn {
  if (items.length === 0) return mrkdwn`Kandji lists no library items for this device.`;
  if (found.length > 0)
    return mrkdwn`Nothing in this group. ${countNoun(found.length, 'other item')} ${found.length === 1 ? 'matches' : 'match'}: choose “Everything”.`;
  const where =
    blueprint === null
      ? mrkdwn`This device has no blueprint.`
      : mrkdwn`It isn't in the blueprint ${foreignText(blueprint.name, 100)}, or an assignment rule excludes this device.`;
  return mrkdwn`No library item matches ${quoted(ask.search, 100)}. ${where}`;
}

/** Logs of what is OK are shown only to a search or a filter. */
function row(item: LibraryItem, scene: PanelViewModel): KnownBlock[] {
  const { ask } = scene;
  const { group } = item;
  const head = lines([
    mrkdwn`${ownText(statusMark(item))}${bold(withAccessibleName(item.name, 120))} · ${foreignText(typeName(item.type), 40)}`,
    join([statusLabel(item), reported(item, scene), failingOn(item, scene)], ' · '),
  ]);
  if (group === 'fine' && ask.filter === 'all' && ask.search === '') return [section(head)];
  return [
    section(head),
    ...[text('Log', item.log), text('Audit', item.auditLog)].filter((block) => block !== null),
  ];
}

/** Since when the numbers of other devices hold. */
const asOf = (shown: readonly LibraryItem[], scene: PanelViewModel): readonly KnownBlock[] =>
  scene.failing?.asOf != null && shown.some((item) => failingOn(item, scene) !== '')
    ? [context(mrkdwn`Numbers of devices as of ${sinceText(scene.failing.asOf, scene.now)}.`)]
    : [];

/** How it stands over the fleet, for who may see reports: beside what failed here, and what somebody looks for. */
function failingOn({ itemId, group }: LibraryItem, { failing, ask }: PanelViewModel): string {
  if (group !== 'problem' && ask.filter === 'all' && ask.search === '') return '';
  const count = failing?.counts.get(itemId) ?? 0;
  return count === 0 ? '' : `failing on ${countNoun(count, 'device')}`;
}

/** "custom-app" as "custom app". */
const typeName = (type: string): string => type.replaceAll(/[-_]/gu, ' ');

/** When it was reported; for what is in progress, how long the device has been offline. */
function reported({ reportedAt, group }: LibraryItem, { device, now }: PanelViewModel): string {
  const seen = device.agentCheckInAt;
  if (group === 'in-progress' && seen !== null && now - seen >= 2 * DAY)
    return `device offline for ${duration(now - seen)}`;
  return reportedAt === null ? 'never reported' : `reported ${relativeTime(reportedAt, now)}`;
}

function text(label: string, log: string | null): KnownBlock | null {
  const said = multiLine((log ?? '').slice(0, LOG_LENGTH * 4));
  return said === '' ? null : context(clip(`${label}: ${said}`, LOG_LENGTH));
}

interface Grouped {
  readonly name: string;
  readonly group: StatusGroup;
}

/** Worst group first, then by name. */
export const worstFirst = <Row extends Grouped>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted(
    (one, other) =>
      GROUP_ORDER.indexOf(one.group) - GROUP_ORDER.indexOf(other.group) || one.name.localeCompare(other.name),
  );

/** `all` fits everything. */
export const inGroup = ({ group }: Grouped, filter: string): boolean => filter === 'all' || group === filter;

/** "Everything", then the groups that occur, each with its number. */
export function filtersOf(rows: readonly Grouped[]): readonly Filter[] {
  const groups = GROUP_ORDER.map((group) => ({
    group,
    count: rows.filter((row) => row.group === group).length,
  }));
  return [
    { value: 'all', label: 'Everything' },
    ...groups
      .filter(({ count }) => count > 0)
      .map(({ group, count }) => ({ value: group, label: `${GROUP_LABELS[group]} (${count})` })),
  ];
}

import type { Button, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { PanelName } from '../../helpdesk/device-view.ts';
import type { FailingCounts } from '../../helpdesk/fleet/failing-counts.ts';
import {
  actions,
  button,
  LIMITS,
  modal,
  option,
  searchSelect,
  section,
  select,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import { PANEL_LABELS, platformName } from '../block-kit/format.ts';
import { bold, foreignText, type Mrkdwn, mrkdwn, type Text } from '../block-kit/text.ts';
import { BLOCK_IDS, type PanelQuery } from '../block-kit/view-state.ts';

/** What every panel needs to be drawn. `now` is epoch ms. */
export interface PanelViewModel {
  readonly device: Device;
  readonly ask: PanelQuery;
  readonly now: number;
  /** The person may wait for something about this device. */
  readonly mayWatch?: boolean;
  /** On how many devices of the fleet library items failed. */
  readonly failing?: FailingCounts;
}

export interface Filter {
  readonly value: string;
  readonly label: string;
}

/** A panel's modal: whose it is, how to narrow it, its rows, and the way to the other pages. */
export function panelFrame(
  panel: PanelName,
  { device, ask }: PanelViewModel,
  content: {
    readonly summary: Text;
    readonly blocks: readonly KnownBlock[];
    readonly searchLabel?: string;
    readonly filters?: readonly Filter[];
    readonly pages?: number;
    /** Stand before *Refresh*. */
    readonly buttons?: readonly Button[];
  },
): ModalView {
  const { searchLabel, filters = [], pages = 1, buttons = [] } = content;
  const page = Math.min(ask.page, Math.max(0, pages - 1));
  const top = [
    section(
      mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)}\n${content.summary}`,
    ),
    ...(searchLabel ? [searchSelect('panel.search', BLOCK_IDS.search, searchLabel, ask.search)] : []),
    ...filterMenu(filters, ask.filter),
  ];
  const bottom = paging(panel, device.id, { page, pages, buttons });
  return modal(
    'panel',
    { panel, deviceId: device.id, page },
    {
      title: PANEL_LABELS[panel],
      ...(searchLabel ? { submit: 'Search' } : {}),
      blocks: [...top, ...content.blocks.slice(0, LIMITS.viewBlocks - top.length - bottom.length), ...bottom],
    },
  );
}

function filterMenu(filters: readonly Filter[], chosen: string): KnownBlock[] {
  if (filters.length < 2) return [];
  const options = filters.map(({ value, label }) => ({ value, option: filterOption(value, label) }));
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return actions(
    [
      select(
        'panel.filter',
        'Show only…',
        options.map((one) => one.option),
        initial?.option,
      ),
    ],
    BLOCK_IDS.filter,
  );
}

const filterOption = (filter: string, label: string): PlainTextOption =>
  option('panel.filter', { filter: filter.slice(0, 40) }, label);

function paging(
  panel: PanelName,
  deviceId: string,
  {
    page,
    pages,
    buttons,
  }: { readonly page: number; readonly pages: number; readonly buttons: readonly Button[] },
): KnownBlock[] {
  const to = (id: 'panel.back' | 'panel.page', target: number, label: string) =>
    button(id, { panel, deviceId, page: target }, label);
  return actions([
    page > 0 ? to('panel.back', page - 1, 'Previous') : null,
    page + 1 < pages ? to('panel.page', page + 1, `Next: page ${page + 2} of ${pages}`) : null,
    ...buttons,
    button('panel.refresh', { panel, deviceId }, 'Refresh'),
  ]);
}

/** One page of many rows; past the end it is the last one. */
export function pageOf<Row>(rows: readonly Row[], page: number, size: number) {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(Math.max(0, page), pages - 1);
  return { pages, shown: rows.slice(at * size, (at + 1) * size) };
}

/** True when every word typed occurs in one of the texts, whatever the case and the accents. */
export function matchesFilter(search: string, ...texts: readonly (string | null)[]): boolean {
  const all = folded(texts.filter((text) => text !== null).join(' '));
  return folded(search)
    .split(/\s+/u)
    .every((word) => all.includes(word));
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Sections of up to ten lines each, so that one odd name costs its neighbours no formatting. */
export function sectionsOf(rows: readonly Mrkdwn[], join: (rows: readonly Mrkdwn[]) => Mrkdwn): KnownBlock[] {
  const starts = Array.from({ length: Math.ceil(rows.length / 10) }, (_, index) => index * 10);
  return starts.map((start) => section(join(rows.slice(start, start + 10))));
}

import type { KnownBlock, ModalView } from '@slack/types';
import type { DetailGroup, DeviceDetails } from '../../helpdesk/device.ts';
import { fields, header, LIMITS, section } from '../block-kit/blocks.ts';
import {
  bold,
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  type Text,
} from '../block-kit/text.ts';
import { type PanelViewModel, pageOf, panelFrame } from './frame.ts';

const BLOCKS_A_PAGE = 24;
/** Parts of it look like emoji names (`:de:`, `:ab:`): as code it stays what it is. */
const MAC_ADDRESS = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/iu;

/** What Kandji knows about a device, grouped. */
export function detailsPanel({ groups }: DeviceDetails, scene: PanelViewModel): ModalView {
  const { device } = scene;
  const filled = groups.filter(({ rows }) => rows.length > 0);
  const all = paged(filled.map(group));
  const { shown, pages } = pageOf(all, scene.ask.page, 1);
  return panelFrame('details', scene, {
    summary: join([foreignText(device.serialNumber, 40), foreignText(device.assetTag ?? '', 40)], ' · '),
    pages,
    blocks: shown.length > 0 ? shown.flat() : [section(mrkdwn`Kandji lists no details for this device.`)],
  });
}

/** A group stays in one piece where a page can hold it: no title stands alone at the bottom. */
function paged(groups: readonly (readonly KnownBlock[])[]): readonly (readonly KnownBlock[])[] {
  const pages: KnownBlock[][] = [];
  for (const blocks of groups) {
    const last = pages.at(-1);
    if (last && last.length + blocks.length <= BLOCKS_A_PAGE) last.push(...blocks);
    else
      for (let at = 0; at < blocks.length; at += BLOCKS_A_PAGE)
        pages.push(blocks.slice(at, at + BLOCKS_A_PAGE));
  }
  return pages;
}

function group({ title, rows }: DetailGroup): KnownBlock[] {
  const starts = Array.from(
    { length: Math.ceil(rows.length / LIMITS.fields) },
    (_, index) => index * LIMITS.fields,
  );
  const parts = starts.map((start) => fields(rows.slice(start, start + LIMITS.fields).map(row)));
  return [header(foreignText(title, 100)), ...parts];
}

const row = ({ label, value, kind }: DetailGroup['rows'][number]): Mrkdwn =>
  lines([bold(foreignText(label, 50)), shownValue(value, kind)]);

function shownValue(value: string | number | boolean, kind: 'instant' | undefined): Text {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return kind === 'instant' ? dateText(value) : value.toLocaleString('en-US');
  return MAC_ADDRESS.test(value) ? code(foreignText(value)) : foreignText(value, 180);
}

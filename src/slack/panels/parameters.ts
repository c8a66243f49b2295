import type { KnownBlock, ModalView } from '@slack/types';
import type { Parameter } from '../../helpdesk/device.ts';
import { section } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText, quoted } from '../block-kit/text.ts';
import { matchesFilter, type PanelViewModel, pageOf, panelFrame, sectionsOf } from './frame.ts';
import { filtersOf, inGroup, worstFirst } from './library-items.ts';
import { failedCount, statusLabel, statusMark } from './status-text.ts';

const PARAMETERS_A_PAGE = 40;

/** Parameters of a Mac under their categories, the worst first in each. */
export function parametersPanel(parameters: readonly Parameter[], scene: PanelViewModel): ModalView {
  const { ask } = scene;
  const wanted = parameters.filter(
    (parameter) =>
      inGroup(parameter, ask.filter) &&
      matchesFilter(ask.search, parameter.name, parameter.category, parameter.subcategory),
  );
  const { shown, pages } = pageOf(byCategory(wanted), ask.page, PARAMETERS_A_PAGE);
  return panelFrame('parameters', scene, {
    summary: summary(parameters),
    searchLabel: 'Search by name or category',
    filters: filtersOf(parameters),
    pages,
    blocks: shown.length > 0 ? categories(shown) : [section(none(parameters, scene))],
  });
}

const summary = (parameters: readonly Parameter[]): Mrkdwn =>
  join([countNoun(parameters.length, 'parameter'), failedCount(parameters)], ' · ');

function none(parameters: readonly Parameter[], { ask, device }: PanelViewModel): Mrkdwn {
  if (parameters.length > 0)
    return mrkdwn`No parameter matches ${quoted(ask.search, 100)} in this group. Choose “Everything”, or type fewer letters.`;
  return device.platform === 'Mac'
    ? mrkdwn`This Mac's blueprint has no parameters.`
    : mrkdwn`Only Macs have parameters.`;
}

/** Categories in which something failed come first, then by name. */
function byCategory(parameters: readonly Parameter[]): readonly Parameter[] {
  const broken = new Set(
    parameters.filter(({ group }) => group === 'problem').map(({ category }) => category),
  );
  return worstFirst(parameters).toSorted(
    (one, other) =>
      Number(broken.has(other.category)) - Number(broken.has(one.category)) ||
      one.category.localeCompare(other.category),
  );
}

function categories(shown: readonly Parameter[]): KnownBlock[] {
  const names = [...new Set(shown.map(({ category }) => category))];
  return names.flatMap((name) => {
    const rows = shown.filter(({ category }) => category === name).map(row);
    const [first, ...others] = sectionsOf(rows, lines);
    return first === undefined
      ? []
      : [section(bold(foreignText(name || 'No category', 100))), first, ...others];
  });
}

const row = (parameter: Parameter): Mrkdwn =>
  mrkdwn`${ownText(statusMark(parameter) || '• ')}${foreignText(parameter.name, 120)} · ${statusLabel(parameter)}`;

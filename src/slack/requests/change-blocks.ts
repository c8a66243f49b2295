import type { KnownBlock } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { seenAt, whenOnline } from '../../helpdesk/operations/when-online.ts';
import { FORGOTTEN, type HelpdeskRequest } from '../../helpdesk/request.ts';
import { fields, section, sections, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName, relativeTime } from '../block-kit/format.ts';
import { bold, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { paramsSummary } from './params-summary.ts';
import { nameText } from './request-text.ts';

const pair = (label: string, value: Mrkdwn): Mrkdwn => lines([bold(label), value]);
const orNone = (text: string | null | undefined, max: number): Mrkdwn =>
  foreignText(text?.trim() || 'none', max);

/** What of a request says what is wanted; a draft has it, too. */
export type ChangeSummary = Pick<HelpdeskRequest, 'snapshot' | 'changes' | 'differences' | 'consequences'>;

/** The device as it was when the request was made. */
function deviceFields({ snapshot }: Pick<ChangeSummary, 'snapshot'>): KnownBlock {
  const { name, model, platform, user, serialNumber, blueprint } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  // A forgotten device is called what it is.
  const isNamed = name !== kind && name !== FORGOTTEN;
  return fields([
    pair('Device', join([...(isNamed ? [withAccessibleName(name, 100)] : []), foreignText(kind, 60)], ' · ')),
    pair('Assigned to', user === null ? mrkdwn`unassigned` : nameText(user.name.trim() || user.email, 80)),
    pair('Serial number', orNone(serialNumber, 40)),
    pair('Blueprint', orNone(blueprint?.name, 80)),
  ]);
}

/** The same in two lines. `now`, epoch ms: when it was last seen is said, too. */
function deviceLines({ snapshot }: ChangeSummary, now: number | null): readonly Mrkdwn[] {
  const { name, model, platform, serialNumber, blueprint } = snapshot.device;
  const seen = seenAt(snapshot);
  const kind = model.trim() === '' ? platformName(platform) : model;
  const called = name === FORGOTTEN || name.trim() === '' ? kind : name;
  return [
    join([foreignText(called, 80), foreignText(serialNumber, 40)], ' · '),
    join(
      [
        foreignText(blueprint?.name ?? '', 60),
        seen === null || now === null ? '' : `last seen ${relativeTime(seen, now)}`,
      ],
      ' · ',
    ),
  ];
}

/** What would change: before → after of record changes, the words that a command carries. The headline names the command. */
function changeLines(request: ChangeSummary, most = WHOLE): readonly Mrkdwn[] {
  const record = request.differences.map(({ label, before, after }) =>
    after === FORGOTTEN
      ? mrkdwn`${bold(foreignText(label, 40))}: values removed`
      : mrkdwn`${bold(foreignText(label, 40))}: ${foreignText(before, most / 3)} → ${bold(foreignText(after, most / 3))}`,
  );
  const commands = request.changes.flatMap((change) => {
    const operation = operationNamed(change.operation);
    if (operation.kind !== 'command') return [];
    return paramsSummary(change).map(
      ({ label, value }) =>
        mrkdwn`${bold(label)}: ${value === FORGOTTEN ? 'removed' : foreignText(value, most)}`,
    );
  });
  return [...record, ...commands];
}

/** How long a foreign text may be where there is room for it. */
export const WHOLE = 750;

/** No operation has more to say at once. */
const MOST_CONSEQUENCES = 10;

/** `arrives`: when it reaches the device. */
const consequenceLines = (
  { consequences }: ChangeSummary,
  most: number,
  arrives: string | null,
): readonly Mrkdwn[] => [
  ...(arrives ? [mrkdwn`• ${ownText(arrives)}`] : []),
  ...consequences.slice(0, MOST_CONSEQUENCES).map((sentence) => mrkdwn`• ${foreignText(sentence, most / 2)}`),
];

/** "Last seen 9 days ago. It's erased when it's next online."; `null` where nothing has to be said. */
function arrivalLine(change: ChangeSummary, now: number): string | null {
  const [seen, then] = [seenAt(change.snapshot), whenOnline(change, now)];
  if (then === null) return null;
  return seen === null
    ? `Kandji doesn't say when it was last seen. ${then}`
    : `Last seen ${relativeTime(seen, now)}. ${then}`.trim();
}

/**
 * The device, what would change and what it means. `now`, epoch ms: when it reaches the device is said, too. Foreign texts are cut
 * to `most`.
 */
export const changeBlocks = (change: ChangeSummary, now: number | null, most = WHOLE): KnownBlock[] => [
  deviceFields(change),
  ...sections(changeLines(change, most)),
  ...sections(consequenceLines(change, most, now === null ? null : arrivalLine(change, now))),
];

/** The same with the reason, of a request. */
export const summaryBlocks = (request: HelpdeskRequest, now: number): KnownBlock[] => [
  ...changeBlocks(request, request.state === 'pending' || request.state === 'held' ? now : null),
  section(reasonLine(request, WHOLE)),
];

function reasonLine({ reason }: HelpdeskRequest, most: number): Mrkdwn {
  const typed =
    reason.trim() === '' ? mrkdwn`none` : reason === FORGOTTEN ? mrkdwn`removed` : foreignText(reason, most);
  return mrkdwn`${bold('Reason:')} ${typed}`;
}

/** The device, what would change, what it means and why, as short as it can be said. */
export const bodyBlocks = (request: HelpdeskRequest, now: number | null, most = WHOLE): KnownBlock[] =>
  sections([
    ...deviceLines(request, now),
    ...changeLines(request, most),
    ...consequenceLines(request, most, now === null ? null : whenOnline(request, now)),
    reasonLine(request, most),
  ]);

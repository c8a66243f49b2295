import { randomUUID } from 'node:crypto';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Device, DeviceNote } from '../../helpdesk/device.ts';
import type { Panel } from '../../helpdesk/device-view.ts';
import { button, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { countNoun, PANEL_LABELS, platformName } from '../block-kit/format.ts';
import {
  bold,
  clip,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  multiLine,
  quoted,
  type Text,
} from '../block-kit/text.ts';
import { textInput } from '../block-kit/view-state.ts';
import { type PanelViewModel, pageOf, panelFrame } from './frame.ts';

const NOTES_A_PAGE = 10;
const NOTE_LENGTH = 1_500;

/** What people wrote on the device's record, newest first. */
export function notesPanel(
  { notes, canAdd }: Extract<Panel, { name: 'notes' }>,
  scene: PanelViewModel,
): ModalView {
  const { shown, pages } = pageOf(notes, scene.ask.page, NOTES_A_PAGE);
  const deviceId = scene.device.id;
  return panelFrame('notes', scene, {
    summary: countNoun(notes.length, 'note'),
    pages,
    blocks: shown.length > 0 ? shown.flatMap(row) : [section(mrkdwn`No notes.`)],
    buttons: canAdd ? [button('note.add', { deviceId }, 'Add a note')] : [],
  });
}

/** Kandji does not say whether the author is a person, and a token's name must not read as one. */
function row({ at, author, text }: DeviceNote): KnownBlock[] {
  const by = author === null ? '' : mrkdwn`${quoted(author, 80)} (in Kandji)`;
  return [
    section(join([bold(at === null ? 'No date' : dateText(at)), by], ' · ')),
    section(clip(multiLine(text.slice(0, NOTE_LENGTH * 4)), NOTE_LENGTH) || '(empty)'),
  ];
}

/** Block and action id of the one field. */
export const NOTE = 'note';

const MOST_NOTE = 2_000;

/** The form for a new note. `trouble`: why the one before was not saved; `typed`: what it said. */
export const noteForm = (
  device: Device,
  { trouble, typed = '' }: { readonly trouble?: Mrkdwn; readonly typed?: string } = {},
): ModalView =>
  modal(
    'note.form',
    { deviceId: device.id, formId: randomUUID() },
    {
      title: 'Add a note',
      submit: 'Add note',
      close: 'Cancel',
      blocks: [
        ...(trouble ? [section(trouble)] : []),
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)}`,
        ),
        textInput(NOTE, 'Note', {
          lines: true,
          most: MOST_NOTE,
          initial: typed,
          hint: 'Saved in Kandji with your name. Everyone with access to Kandji can read it: no keys or PINs.',
        }),
      ],
    },
  );

/** No one knows whether the note was saved: what it said, and the way to find out. */
export const noteUnknown = (deviceId: string, typed: string, said: Text): ModalView =>
  modal(
    'look-up',
    {},
    {
      title: PANEL_LABELS.notes,
      blocks: [
        section(
          lines([said, mrkdwn`Look at the notes before you add it again.`]),
          button('panel.refresh', { panel: 'notes', deviceId }, 'Show notes'),
        ),
        ...typedBlocks(typed),
      ],
    },
  );

/** What was typed, so that it is not lost. */
export const typedBlocks = (typed: string): readonly KnownBlock[] => [
  section(mrkdwn`You typed:`),
  section(clip(multiLine(typed), MOST_NOTE)),
];

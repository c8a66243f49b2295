import { randomUUID } from 'node:crypto';
import { isoZulu } from '../dates.ts';
import { json } from '../http/answer.ts';
import { badField } from '../http/refusals.ts';
import { textAt } from '../http/values.ts';
import type { Note } from '../life/notes.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

/** Notes on a device's record, signed with the token's name. */
export const notes: readonly Endpoint[] = [
  aboutDevice('GET', '/notes', (device, { world }) => json(world.records.of(device).notes.map(row))),
  aboutDevice('POST', '/notes', (device, { world, caller, body }) => {
    const content = textAt(body, 'content');
    if (content === '') return badField('content', 'This field is required.');
    const now = world.settings.now();
    const note: Note = { id: randomUUID(), createdAt: now, updatedAt: now, author: caller.name, content };
    world.records.of(device).notes.push(note);
    return json(row(note), 201);
  }),
];

function row(note: Note): unknown {
  return {
    note_id: note.id,
    created_at: isoZulu(note.createdAt),
    updated_at: isoZulu(note.updatedAt),
    author: note.author,
    content: note.content,
  };
}

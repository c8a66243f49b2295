import { randomBytes } from 'node:crypto';
import type { Core } from '../core.ts';
import { type JsonObject, objectsOf, stringOf } from '../json.ts';
import { writableChannel } from './channels.ts';
import { type Method, need, Refused } from './method.ts';

const scopes = ['files:write'];

/** The largest file that Slack takes, in bytes (Slack docs, files.getUploadURLExternal). */
const MOST_BYTES = 1_073_741_824;

/** Where a file is uploaded to. */
export const UPLOAD_PATH = '/upload/v1/';

const getUploadURLExternal: Method = {
  scopes,
  run(args, core) {
    const name = need(args, 'filename');
    const length = Number(args.length);
    if (!Number.isInteger(length) || length <= 0) throw new Refused('invalid_arguments');
    if (length > MOST_BYTES) throw new Refused('file_upload_size_restricted');
    const id = `F${randomBytes(5).toString('hex').toUpperCase()}`;
    core.files.set(id, { id, name, length, isComplete: false });
    return { file_id: id, upload_url: `${core.apiUrl.replace(/\/api\/$/, '')}${UPLOAD_PATH}${id}` };
  },
};

/** The bytes of an upload: the whole body, or its only part where it is a form (Slack docs, upload of files). */
function uploadedText(body: string, contentType: string): string {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const [, part = ''] = body.split(`--${boundary}`);
  const start = part.indexOf('\r\n\r\n');
  return start < 0 ? '' : part.slice(start + 4).replace(/\r\n$/, '');
}

/** Takes what was uploaded; Slack answers in plain text. */
export function takeUpload(
  core: Core,
  path: string,
  sent: { readonly body: string; readonly contentType: string },
): { status: number; text: string } {
  const body = uploadedText(sent.body, sent.contentType);
  const file = core.files.get(path.slice(UPLOAD_PATH.length));
  if (file === undefined || file.isComplete) return { status: 404, text: 'not found' };
  const bytes = Buffer.byteLength(body);
  if (bytes !== file.length) return { status: 400, text: `expected ${file.length} bytes, got ${bytes}` };
  file.content = body;
  return { status: 200, text: `OK - ${bytes}` };
}

const completeUploadExternal: Method = {
  scopes,
  run(args, core) {
    const named = objectsOf(typeof args.files === 'string' ? JSON.parse(args.files) : args.files);
    if (named.length === 0) throw new Refused('invalid_arguments');
    const files = named.map(({ id, title }) => {
      const file = core.files.get(stringOf(id) ?? '');
      if (file?.content === undefined || file.isComplete) throw new Refused('file_not_found');
      return { file, title: stringOf(title) ?? file.name };
    });
    // A person's id is taken in `channels` alone (Slack docs, files.completeUploadExternal; bolt-js issue 2115).
    const channelId = stringOf(args.channel_id);
    if (channelId !== undefined && !/^[CGDZ]/.test(channelId)) throw new Refused('invalid_arguments');
    const places = [channelId, ...(stringOf(args.channels)?.split(',') ?? [])]
      .map((place) => place?.trim() ?? '')
      .filter((place) => place !== '')
      .map((place) => writableChannel(core, place));
    const shown = files.map(
      ({ file, title }): JsonObject => ({ id: file.id, name: file.name, title, size: file.length }),
    );
    for (const channel of places) {
      core.world.addMessage({
        channel: channel.id,
        user: core.world.app.botUserId,
        fromApp: true,
        text: stringOf(args.initial_comment) ?? '',
        blocks: [],
        attachments: [],
        files: shown,
      });
    }
    for (const { file } of files) file.isComplete = true;
    return { files: shown };
  },
};

export const FILES: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadURLExternal,
  'files.completeUploadExternal': completeUploadExternal,
};

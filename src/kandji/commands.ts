import type { RecordPatch } from '../helpdesk/mdm-port.ts';
import type { CallOptions, DeviceCommands, Sent } from '../helpdesk/ports.ts';
import { isId, pathOf } from './console-url.ts';
import { type Answer, isUnrouted, jsonOf } from './http/answer.ts';
import { notSent, type Send, type SendResult } from './http/send.ts';
import { device } from './schemas/device.ts';

export interface CommandsOptions {
  readonly send: Send;
  /** Called with every device that was, or may have been, changed. */
  readonly forget: (deviceId: string) => void;
}

type Accepted = Extract<Sent, { outcome: 'accepted' }>;

/** How the answer to a command is read. */
interface Reading {
  readonly read?: (answer: Answer) => Accepted;
  readonly withholdsBody?: true;
  readonly isSet?: (answer: Answer) => boolean;
}

const LOCK: Reading = {
  withholdsBody: true,
  read: (answer) => ({ outcome: 'accepted', device: null, ...(answer.withheld && { pin: true }) }),
  // A bare JSON string (Kandji API docs, Lock Device).
  isSet: ({ status, text }) => status === 400 && /already locked/i.test(String(jsonOf(text) ?? '')),
};

const DELETE: Reading = {
  isSet: (answer) => answer.status === 404 && jsonOf(answer.text) !== undefined && !isUnrouted(answer),
};

/** Changing Kandji: each call leaves once. */
export function createCommands({ send, forget }: CommandsOptions): DeviceCommands {
  const deliver = async (
    endpoint: string,
    deviceId: string,
    call: CallOptions,
    body?: unknown,
    { read = accepted, ...how }: Reading = {},
  ): Promise<SendResult> => {
    if (!isId(deviceId)) return { sent: notSent('That is not an id of Kandji'), answer: null };
    const late = (sent: Sent) => {
      forget(deviceId);
      call.late?.(sent);
    };
    const command = { endpoint, path: pathOf(endpoint, deviceId), body, ...how };
    const delivery = await send(command, { ...call, late }, read);
    if (delivery.sent.outcome !== 'rejected') forget(deviceId);
    return delivery;
  };
  const action = async (name: string, deviceId: string, call: CallOptions, body?: unknown, how?: Reading) =>
    (await deliver(`POST /devices/{device_id}/action/${name}`, deviceId, call, body, how)).sent;

  return {
    updateDevice: async (deviceId, patch, call) =>
      (await deliver('PATCH /devices/{device_id}', deviceId, call, patchBody(patch), { read: withDevice }))
        .sent,
    enableLostMode: async (deviceId, words, call) => {
      const body = wordsBody(words);
      if (!('Message' in body) && !('PhoneNumber' in body)) {
        return notSent('Lost Mode needs a message or a phone number');
      }
      return action('enablelostmode', deviceId, call, body);
    },
    disableLostMode: (deviceId, call) => action('disablelostmode', deviceId, call),
    cancelLostMode: async (deviceId, call) =>
      (await deliver('DELETE /devices/{device_id}/details/lostmode', deviceId, call)).sent,
    playLostModeSound: (deviceId, call) => action('playlostmodesound', deviceId, call),
    updateLocation: (deviceId, call) => action('updatelocation', deviceId, call),
    blankPush: (deviceId, call) => action('blankpush', deviceId, call),
    dailyCheckIn: (deviceId, call) => dailyCheckIn(deliver, deviceId, call),
    reinstallAgent: (deviceId, call) => action('reinstallagent', deviceId, call),
    rename: (deviceId, name, call) => action('setname', deviceId, call, { DeviceName: name }),
    renewMdmProfile: (deviceId, call) => action('renewmdmprofile', deviceId, call),
    restart: (deviceId, call) => action('restart', deviceId, call),
    shutDown: (deviceId, call) => action('shutdown', deviceId, call),
    unlockAccount: (deviceId, username, call) =>
      action('unlockaccount', deviceId, call, { UserName: username }),
    lock: (deviceId, { message, phone }, call) =>
      action('lock', deviceId, call, wordsBody({ message, phone, footnote: '' }), LOCK),
    clearPasscode: (deviceId, call) => action('clearpasscode', deviceId, call),
    erase: (deviceId, { keepsDataPlan }, call) =>
      action('erase', deviceId, call, keepsDataPlan ? { PreserveDataPlan: true } : undefined),
    deleteDevice: async (deviceId, call) =>
      (await deliver('DELETE /devices/{device_id}', deviceId, call, undefined, DELETE)).sent,
    addNote: async (deviceId, text, call) =>
      (await deliver('POST /devices/{device_id}/notes', deviceId, call, { content: escapeHtml(text) })).sent,
  };
}

/**
 * `dailycheckin`, or `updateinventory` where the tenant does not know it. Sending the second is safe: a 404 is Kandji's word
 * that the first was not done, and both only ask the device for news. A 404 because the device is gone ends in a second 404.
 */
async function dailyCheckIn(
  deliver: (endpoint: string, deviceId: string, call: CallOptions) => Promise<SendResult>,
  deviceId: string,
  call: CallOptions,
): Promise<Sent> {
  const startedAt = performance.now();
  const first = await deliver('POST /devices/{device_id}/action/dailycheckin', deviceId, call);
  const leftMs = call.timeoutMs - (performance.now() - startedAt);
  if (first.answer?.status !== 404 || leftMs < 1) return first.sent;
  const rest = { ...call, timeoutMs: Math.ceil(leftMs) };
  return (await deliver('POST /devices/{device_id}/action/updateinventory', deviceId, rest)).sent;
}

/** Actions answer with an empty body, or one that is no one's business here. */
function accepted(): Accepted {
  return { outcome: 'accepted', device: null };
}

/** PATCH answers with the device; accepted even when that cannot be read. */
function withDevice(answer: Answer): Accepted {
  const read = device.safeParse(jsonOf(answer.text));
  return { outcome: 'accepted', device: read.success ? read.data : null };
}

/** Only what changes; `null` clears, because Kandji refuses `""` for user and asset tag. */
function patchBody(patch: RecordPatch): Readonly<Record<string, unknown>> {
  return {
    ...(patch.blueprintId === undefined ? {} : { blueprint_id: patch.blueprintId }),
    ...(patch.userId === undefined ? {} : { user: patch.userId || null }),
    ...(patch.assetTag === undefined ? {} : { asset_tag: patch.assetTag || null }),
    ...(patch.tags === undefined ? {} : { tags: patch.tags }),
  };
}

/** Kandji's keys are capitalised here (Kandji API docs, Enable Lost Mode); empty words stay out. */
function wordsBody(words: { message: string; phone: string; footnote: string }): Record<string, string> {
  const all = { Message: words.message, PhoneNumber: words.phone, Footnote: words.footnote };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text.trim() !== ''));
}

/** The console shows notes as HTML. */
function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

import { MdmError } from '../helpdesk/mdm-error.ts';
import type { SecretKind } from '../helpdesk/mdm-port.ts';
import type { DeviceKeys } from '../helpdesk/ports.ts';
import { Secret, type SecretPart } from '../helpdesk/secret.ts';
import { KEY_READ_MS } from '../helpdesk/timing.ts';
import { isId, pathOf } from './console-url.ts';
import { type Answer, isPage, isUnrouted, jsonOf } from './http/answer.ts';
import { connectionError, responseError, timeoutError, unexpectedBody } from './http/errors.ts';
import type { HttpClient } from './http/http.ts';
import { isRecord } from './schemas/primitives.ts';

/** Where Kandji keeps a key, and under which names in the body (Kandji API docs, Device Secrets). */
interface Place {
  readonly path: string;
  readonly parts: readonly { readonly name: string; readonly label: string | null }[];
}

const one = (path: string, name: string): Place => ({ path, parts: [{ name, label: null }] });

const PLACES: Readonly<Record<SecretKind, Place>> = {
  'filevault-key': one('filevaultkey', 'key'),
  'unlock-pin': one('unlockpin', 'pin'),
  'recovery-password': one('recoverypassword', 'recovery_password'),
  'bypass-code': {
    path: 'bypasscode',
    parts: [
      { name: 'user_based_albc', label: "Locked by a person's Apple Account" },
      { name: 'device_based_albc', label: 'Locked by the organization' },
    ],
  },
};

/** Reads keys: one exchange each, outside everything that retries, keeps or joins reads. No error quotes a body. */
export const createDeviceKeys = (wire: HttpClient): DeviceKeys => ({
  read: async (deviceId, kind) => {
    const { path, parts } = PLACES[kind];
    const endpoint = `GET /devices/{device_id}/secrets/${path}`;
    if (!isId(deviceId)) throw unexpectedBody(endpoint);
    const answer = await askOnce(wire, endpoint, deviceId);
    if (answer.status < 200 || answer.status > 299)
      throw responseError(endpoint, withoutWords(answer), false);
    const body = jsonOf(answer.text);
    if (!isRecord(body) || !parts.some(({ name }) => Object.hasOwn(body, name)))
      throw unexpectedBody(endpoint);
    const found = parts.flatMap(({ name, label }): readonly SecretPart[] => {
      const value = body[name];
      return typeof value === 'string' && value.trim() !== '' ? [{ label, value }] : [];
    });
    return found.length === 0 ? null : new Secret(found.length === 1 ? found.map(unlabelled) : found);
  },
});

const unlabelled = ({ value }: SecretPart): SecretPart => ({ label: null, value });

async function askOnce(wire: HttpClient, endpoint: string, deviceId: string): Promise<Answer> {
  const signal = AbortSignal.timeout(KEY_READ_MS);
  const leaveBefore = performance.now() + KEY_READ_MS;
  try {
    return await wire({ endpoint, path: pathOf(endpoint, deviceId), purpose: 'change', signal, leaveBefore });
  } catch (error) {
    if (error instanceof MdmError) throw error;
    throw signal.aborted ? timeoutError(endpoint, KEY_READ_MS) : connectionError(endpoint, error);
  }
}

/** What tells failures apart, without a word of the body. */
const withoutWords = (answer: Answer): Answer => ({
  ...answer,
  text: isPage(answer) ? '<' : isUnrouted(answer) ? 'no Route matched' : '',
});

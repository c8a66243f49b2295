import { type Answer, html } from '../http/answer.ts';
import { isRecord } from '../http/values.ts';
import type { Ending } from './before.ts';
import type { Fault } from './fault.ts';

/** Words that a real tenant may leave out; `device_id` always stays. */
const OFTEN_MISSING = [
  'user',
  'assigned_user',
  'last_check_in',
  'asset_tag',
  'blueprint_name',
  'model',
  'tags',
  'lost_mode_status',
  'supplemental_build_version',
  'mdm',
  'filevault',
  'volumes',
  'log',
  'reported_at',
];

const NONSENSE = {
  device_id: null,
  device_name: 42,
  platform: ['Mac'],
  user: 7,
  tags: 'none',
  last_check_in: {},
};

/** What a fault makes of the real answer. `vanish` deletes a device from the tenant. */
export function spoil(fault: Fault, answer: Answer, vanish: (deviceId: string) => void): Ending {
  switch (fault.kind) {
    case 'hang':
    case 'process-then-hang':
      return 'silence';
    case 'process-then-reset':
      return 'reset';
    case 'process-then-500':
      return { answer: html(500, 'Server Error (500)') };
    case 'cut-off':
      return { answer: { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) } };
    case 'new-field':
      return { answer: edited(answer, withNewFields) };
    case 'missing-fields':
      return { answer: edited(answer, (value) => without(value, new Set(fault.fields ?? OFTEN_MISSING))) };
    case 'bad-device':
      return { answer: edited(answer, (value) => withNonsense(value, fault.deviceId)) };
    case 'vanish-mid-walk':
      vanish(fault.deviceId ?? lastDeviceId(answer));
      return { answer };
    default:
      return { answer };
  }
}

function edited(answer: Answer, edit: (value: unknown) => unknown): Answer {
  return answer.body === '' ? answer : { ...answer, body: JSON.stringify(edit(JSON.parse(answer.body))) };
}

function withNewFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNewFields);
  if (!isRecord(value)) return value;
  const grown = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNewFields(inner)]));
  return { ...grown, runs_on_vision: true, iru_posture: { score: 81, reasons: ['new'] } };
}

function without(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((inner) => without(inner, fields));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !fields.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, without(inner, fields)]));
}

function withNonsense(value: unknown, deviceId: string | undefined): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const middle = Math.floor(value.length / 2);
  const wanted = value.findIndex((one) => isRecord(one) && one.device_id === deviceId);
  if (deviceId !== undefined && wanted === -1) return value;
  return value.map((one, at) => (at === (deviceId === undefined ? middle : wanted) ? NONSENSE : one));
}

function lastDeviceId(answer: Answer): string {
  const page: unknown = JSON.parse(answer.body);
  const last: unknown = Array.isArray(page) ? page.at(-1) : undefined;
  return isRecord(last) ? String(last.device_id) : '';
}

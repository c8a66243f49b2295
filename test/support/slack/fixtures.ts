import type {
  Device,
  DeviceDetails,
  DeviceStatus,
  LibraryItem,
  LostMode,
  Parameter,
} from '../../../src/helpdesk/device.ts';
import type { DeviceView, OpenRequest } from '../../../src/helpdesk/device-view.ts';
import { OPERATION_NAMES, RIGHTS } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';

/** The instant of every test card: Wednesday, 4 March 2026, 10:05 UTC. */
export const NOW = Date.UTC(2026, 2, 4, 10, 5);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const NOOR_ID = '5b6a1f0e-37c4-4c1e-9d0a-0f6a4f0e9a11';
export const IPAD_ID = 'c4f9b1b7-0f4a-4e02-b3fb-1f9f6f1f5d20';

/** What a hostile or clumsy person could have called something. */
export const NASTY = [
  '<!channel>&<>'.repeat(16).slice(0, 200),
  '*bold* _italic_ ~gone~ `code` :tada: <@U0ANA> <https://evil.example|good>',
  `${'מחשב של נועה '.repeat(20)}\u202E abc`,
  '👩‍💻🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(60),
  'x'.repeat(300),
  '&'.repeat(300),
  '"\\'.repeat(150),
  '\n\n> quote\n\u0000\uD800',
  '',
] as const;

export const mac = (change: Partial<Device> = {}): Device => ({
  id: NOOR_ID,
  name: "Noor's MacBook Air",
  model: 'MacBook Air (M2, 2022)',
  serialNumber: 'H4TX90QLM2',
  platform: 'Mac',
  osVersion: '15.3.2',
  agentCheckInAt: NOW - 9 * DAY,
  user: {
    id: 'b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10',
    name: 'Noor Halim',
    email: 'noor@larkfield.example',
    archived: true,
  },
  assetTag: 'LF-00412',
  blueprint: { id: '0a1b2c3d-0000-4000-8000-000000000001', name: 'Staff Macs' },
  mdmEnabled: true,
  agentInstalled: true,
  isMissing: false,
  isRemoved: false,
  agentVersion: '5.1.2 (7710)',
  firstEnrolledAt: NOW - 300 * DAY,
  lastEnrolledAt: NOW - 300 * DAY,
  lostMode: 'off',
  tags: ['loaner', 'berlin'],
  ...change,
});

export const ipad = (change: Partial<Device> = {}): Device =>
  mac({
    id: IPAD_ID,
    name: 'Warehouse iPad 7',
    model: 'iPad (10th generation)',
    serialNumber: 'J9K2L7PQ4R',
    platform: 'iPad',
    osVersion: '18.3.1',
    agentCheckInAt: NOW - 2 * HOUR,
    user: { id: 'd2', name: 'Dana Li', email: 'dana@larkfield.example', archived: false },
    assetTag: 'LF-IPD-07',
    blueprint: { id: '4a1f2f39-7e3a-4e61-9d5c-6b0b1c9a7712', name: 'Warehouse iPads' },
    lostMode: 'on',
    tags: ['kiosk'],
    ...change,
  });

export const details = (change: Partial<DeviceDetails> = {}): DeviceDetails => ({
  deviceId: NOOR_ID,
  mdmCheckInAt: NOW - 9 * DAY - HOUR,
  supervised: true,
  filevault: { on: true, keyStored: true },
  storage: { freeGb: 291.7, totalGb: 494.38 },
  uptime: { kind: 'for', words: '3 weeks' },
  posture: null,
  encrypted: null,
  hasPasscode: null,
  activationLock: false,
  macAddress: '3c:22:fb:10:7a:9e',
  lostMode: null,
  appleSilicon: true,
  localAccounts: [{ username: 'noor.halim', fullName: 'Noor Halim', admin: false }],
  groups: [
    {
      title: 'General',
      rows: [
        { label: 'Model', value: 'MacBook Air' },
        { label: 'First enrolled', value: NOW - 300 * DAY, kind: 'instant' },
      ],
    },
    {
      title: 'Security',
      rows: [
        { label: 'FileVault', value: true },
        { label: 'Remote Desktop', value: false },
      ],
    },
    { title: 'Volumes', rows: [{ label: 'Macintosh HD', value: '494.38 GB, 291.7 GB free, encrypted' }] },
  ],
  ...change,
});

export const lostMode = (change: Partial<LostMode> = {}): LostMode => ({
  deviceId: IPAD_ID,
  state: 'on',
  statusText: 'ENABLED',
  enabledBy: 'Helpdesk token',
  enabledAt: NOW - 4 * MINUTE,
  message: 'This device is lost. Please call us.',
  phone: '+1 555 0100',
  footnote: null,
  location: { latitude: '52.5200', longitude: '13.4050', at: NOW - 3 * MINUTE },
  locationStatus: 'COMPLETED',
  locationStatusAt: NOW - 3 * MINUTE,
  soundStatus: null,
  soundAt: null,
  ...change,
});

export const item = (change: Partial<LibraryItem> = {}): LibraryItem => ({
  itemId: 'i1',
  name: 'Lark VPN',
  type: 'custom-app',
  status: 'ERROR',
  group: 'problem',
  reportedAt: NOW - 2 * DAY,
  log: 'installer: The install failed.',
  lastAuditAt: NOW - DAY,
  auditLog: null,
  edrStatus: null,
  ...change,
});

export const parameter = (change: Partial<Parameter> = {}): Parameter => ({
  itemId: 'p1',
  name: 'Enable the application firewall',
  category: 'Security',
  subcategory: 'Firewall',
  status: 'PASS',
  group: 'fine',
  ...change,
});

export const status = (change: Partial<DeviceStatus> = {}): DeviceStatus => ({
  deviceId: NOOR_ID,
  libraryItems: [
    item(),
    item({ itemId: 'i2', name: 'Office Wi-Fi', type: 'profile', status: 'failed', log: null }),
    item({ itemId: 'i3', name: 'Slack', type: 'automatic-app', status: 'PASS', group: 'fine', log: null }),
    item({ itemId: 'i4', name: 'Figma', status: 'AVAILABLE', group: 'neutral', log: null }),
  ],
  parameters: [
    parameter(),
    parameter({ itemId: 'p2', name: 'Require a password', status: 'ERROR', group: 'problem' }),
  ],
  ...change,
});

export const request = (change: Partial<HelpdeskRequest> = {}): HelpdeskRequest => ({
  id: '7F3K9QAB',
  state: 'pending',
  version: 1,
  deviceId: NOOR_ID,
  changes: [{ operation: 'set-blueprint', params: { blueprintId: 'b2', blueprintName: 'Sales' } }],
  requesterId: 'U0ANA',
  requesterName: 'Ana',
  reason: 'She moved to Sales',
  snapshot: { device: mac(), lostModeEnabledAt: null, supervised: true, takenAt: NOW - HOUR },
  differences: [{ label: 'Blueprint', before: 'Staff Macs', after: 'Sales' }],
  consequences: [],
  requirements: [{ approvals: 1, roles: ['approver'], label: 'rule 4 (line 18)' }],
  policyHash: 'f'.repeat(64),
  policyReason: '',
  rule: null,
  createdAt: NOW - HOUR,
  expiresAt: NOW + 3 * HOUR,
  reminders: 0,
  approvals: [],
  endedBy: null,
  outcome: null,
  sentAt: null,
  commandsBefore: [],
  commandUuid: null,
  attempt: 0,
  dueAt: null,
  finishedAt: null,
  note: null,
  limitKey: null,
  release: null,
  ...change,
});

/** The same request as it stands on the device's card. */
export const openRequest = (change: Partial<OpenRequest> = {}): OpenRequest => ({
  id: '7F3K9QAB',
  state: 'pending',
  operations: ['set-blueprint'],
  keys: ['blueprint'],
  what: 'move it to another blueprint',
  requester: { name: 'Ana', isSelf: false },
  createdAt: NOW - HOUR,
  ...change,
});

/** Everything is allowed that the platform has. */
export const look = (change: Partial<DeviceView> = {}): DeviceView => {
  const device = change.device ?? mac();
  return {
    device,
    details: { ok: true, value: details() },
    status: { ok: true, value: status() },
    readAt: NOW,
    fromCache: false,
    openRequests: [],
    lostModeBy: null,
    may: {
      rights: RIGHTS,
      operations: OPERATION_NAMES.filter((name) =>
        operationNamed(name).platforms.includes(device.platform),
      ).map((name) => ({
        name,
        decision: { verdict: 'allowed' as const, reason: '', rule: null, requirements: [] },
        impossible: null,
      })),
    },
    otherRecords: [],
    admins: ['U0ROOT'],
    freeze: null,
    consoleUrl: `https://larkfield.kandji.io/devices/${device.id}`,
    ...change,
  };
};

/** The second drawn card of the product: an iPad in Lost Mode. */
export const ipadLook = (change: Partial<DeviceView> = {}): DeviceView =>
  look({
    device: ipad(),
    details: {
      ok: true,
      value: details({
        deviceId: IPAD_ID,
        mdmCheckInAt: NOW - 2 * HOUR,
        filevault: null,
        storage: { freeGb: 49.1, totalGb: 64 },
        uptime: null,
        lostMode: lostMode(),
      }),
    },
    status: { ok: true, value: { deviceId: IPAD_ID, libraryItems: [], parameters: [] } },
    lostModeBy: 'Ana',
    ...change,
  });

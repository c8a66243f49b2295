import { expect, test } from 'vitest';
import { OPERATION_NAMES, type OperationName } from '../../../src/helpdesk/operation.ts';
import { bind, operationNamed, problemWith, wordingOf } from '../../../src/helpdesk/operations/index.ts';
import { buttonTitle } from '../../../src/helpdesk/operations/titles.ts';
import { askFor } from '../../support/store/samples.ts';

const APPLE = ['Mac', 'iPhone', 'iPad', 'AppleTV'];
const ALL = [...APPLE, 'Windows', 'Android'];
const PHONES = ['iPhone', 'iPad'];

interface Facts {
  readonly platforms: readonly string[];
  readonly risk: 'routine' | 'disruptive' | 'maintenance' | 'severe' | 'irreversible' | 'secret';
  /** An example, and the keys by which it excludes others on the same device. */
  readonly params: unknown;
  readonly exclusive: readonly string[];
  readonly watches: readonly string[];
  /** Apple's names in Kandji's command list; `null`: a change of the record. */
  readonly requestTypes: readonly string[] | null;
  /** The device's own state tells that it was done. */
  readonly tells: boolean;
}

const record = { platforms: ALL, requestTypes: null, tells: true } as const;
const lostMode = { platforms: PHONES, exclusive: ['lost-mode'], risk: 'disruptive', tells: true } as const;
const routine = { risk: 'routine', params: {}, watches: [], tells: false } as const;
const maintenance = { ...routine, risk: 'maintenance' } as const;
const recipient = { userId: 'U0ANA', name: 'Ana Ruiz' };
const secret = {
  risk: 'secret',
  params: { recipient, requester: 'U0ANA' },
  watches: [],
  tells: false,
  requestTypes: null,
} as const;

/**
 * Written by hand from Kandji's API docs and Apple's command names, not taken from the catalogue: what vanishes there is
 * missed here.
 */
const FACTS: Readonly<Record<OperationName, Facts>> = {
  'set-blueprint': {
    ...record,
    risk: 'disruptive',
    params: { blueprintId: 'b1', blueprintName: 'Sales' },
    exclusive: ['blueprint'],
    watches: ['blueprint'],
  },
  'assign-user': {
    ...record,
    risk: 'routine',
    params: { user: { id: 'u1', name: 'Dana', email: 'dana@example.com' } },
    exclusive: ['user'],
    watches: [],
  },
  'edit-tags': {
    ...record,
    risk: 'routine',
    params: { add: ['Berlin'], remove: ['KIOSK', 'loaner'] },
    exclusive: ['tag:berlin', 'tag:kiosk', 'tag:loaner'],
    watches: [],
  },
  'set-asset-tag': {
    ...record,
    risk: 'routine',
    params: { assetTag: 'LF-1' },
    exclusive: ['asset-tag'],
    watches: ['asset-tag'],
  },
  'enable-lost-mode': {
    ...lostMode,
    params: { message: 'Call us', phone: '', footnote: '' },
    watches: ['lost-mode'],
    requestTypes: ['EnableLostMode'],
  },
  'disable-lost-mode': {
    ...lostMode,
    params: {},
    watches: ['lost-mode', 'lost-mode-since'],
    requestTypes: ['DisableLostMode'],
  },
  'cancel-lost-mode': {
    ...lostMode,
    params: {},
    watches: ['lost-mode', 'lost-mode-since'],
    requestTypes: [],
  },
  'play-lost-mode-sound': {
    ...routine,
    platforms: PHONES,
    exclusive: ['lost-mode-sound'],
    requestTypes: ['PlayLostModeSound'],
  },
  'update-location': {
    ...routine,
    platforms: PHONES,
    exclusive: ['location'],
    requestTypes: ['DeviceLocation'],
  },
  'blank-push': { ...routine, platforms: APPLE, exclusive: ['blank-push'], requestTypes: [] },
  'daily-check-in': {
    ...routine,
    platforms: [...APPLE, 'Windows'],
    exclusive: ['daily-check-in'],
    requestTypes: [],
  },
  'reinstall-agent': { ...routine, platforms: ['Mac'], exclusive: ['reinstall-agent'], requestTypes: [] },
  rename: {
    ...maintenance,
    platforms: APPLE,
    params: { name: 'Front desk' },
    exclusive: ['name'],
    requestTypes: [],
    tells: true,
  },
  'renew-mdm-profile': { ...maintenance, platforms: APPLE, exclusive: ['mdm-profile'], requestTypes: [] },
  restart: { ...maintenance, platforms: APPLE, exclusive: ['power'], requestTypes: ['RestartDevice'] },
  'shut-down': {
    ...maintenance,
    platforms: ['Mac', ...PHONES],
    exclusive: ['power'],
    requestTypes: ['ShutDownDevice'],
  },
  'unlock-account': {
    ...maintenance,
    platforms: ['Mac'],
    params: { username: 'Dana' },
    exclusive: ['account:dana'],
    requestTypes: ['UnlockUserAccount'],
  },
  lock: {
    ...routine,
    risk: 'severe',
    platforms: ['Mac', ...PHONES, 'Android'],
    params: { message: 'Call us', phone: '' },
    exclusive: ['lock-erase-delete'],
    requestTypes: ['DeviceLock'],
  },
  'clear-passcode': {
    ...routine,
    risk: 'severe',
    platforms: PHONES,
    exclusive: ['passcode'],
    watches: ['lost-mode'],
    requestTypes: ['ClearPasscode'],
  },
  erase: {
    ...routine,
    risk: 'irreversible',
    platforms: ALL,
    exclusive: ['lock-erase-delete'],
    watches: ['lost-mode'],
    requestTypes: ['EraseDevice'],
  },
  'delete-device': {
    ...routine,
    risk: 'irreversible',
    platforms: ALL,
    params: { keys: 'saved' },
    exclusive: ['lock-erase-delete'],
    watches: ['lost-mode'],
    requestTypes: [],
    tells: true,
  },
  'show-filevault-key': { ...secret, platforms: ['Mac'], exclusive: ['show-filevault-key:U0ANA'] },
  'show-unlock-pin': { ...secret, platforms: ['Mac'], exclusive: ['show-unlock-pin:U0ANA'] },
  'show-recovery-password': { ...secret, platforms: ['Mac'], exclusive: ['show-recovery-password:U0ANA'] },
  'show-bypass-code': {
    ...secret,
    platforms: ['Mac', 'iPhone', 'iPad'],
    exclusive: ['show-bypass-code:U0ANA'],
  },
};

test('the classes that policies of the first release name keep exactly their operations', () => {
  const named = (risk: Facts['risk']) => OPERATION_NAMES.filter((name) => operationNamed(name).risk === risk);
  expect(named('routine').sort()).toEqual([
    'assign-user',
    'blank-push',
    'daily-check-in',
    'edit-tags',
    'play-lost-mode-sound',
    'reinstall-agent',
    'set-asset-tag',
    'update-location',
  ]);
  expect(named('disruptive').sort()).toEqual([
    'cancel-lost-mode',
    'disable-lost-mode',
    'enable-lost-mode',
    'set-blueprint',
  ]);
});

test('the catalogue has these operations and no others', () => {
  expect([...OPERATION_NAMES].sort()).toEqual(Object.keys(FACTS).sort());
});

test.each(Object.entries(FACTS) as [OperationName, Facts][])('%s is as the table says', (name, facts) => {
  const operation = operationNamed(name);
  const { params } = bind({ operation: name, params: facts.params });
  expect({
    name: operation.name,
    platforms: operation.platforms,
    risk: operation.risk,
    exclusive: operation.exclusive(params),
    watches: operation.watches,
    requestTypes: operation.kind === 'command' ? operation.requestTypes : null,
    tells: operation.kind === 'record' || (operation.kind === 'command' && operation.reached !== null),
  }).toEqual({
    name,
    platforms: facts.platforms,
    risk: facts.risk,
    exclusive: facts.exclusive,
    watches: facts.watches,
    requestTypes: facts.requestTypes,
    tells: facts.tells,
  });
});

/** What people type in place of a name, after `/kandji can` and the like. */
const ALSO_CALLED: Readonly<Record<OperationName, readonly string[]>> = {
  'set-blueprint': ['blueprint', 'move', 'moveblueprint'],
  'assign-user': ['assign', 'user', 'clearuser'],
  'edit-tags': ['tags', 'tag', 'addtag', 'removetag'],
  'set-asset-tag': ['assettag', 'asset'],
  'enable-lost-mode': ['lost', 'lostmode', 'lostmodeon', 'turnonlostmode'],
  'disable-lost-mode': ['lostmodeoff', 'turnofflostmode'],
  'cancel-lost-mode': [],
  'play-lost-mode-sound': ['sound', 'playsound'],
  'update-location': ['locate'],
  'blank-push': ['push'],
  'daily-check-in': ['checkin'],
  'reinstall-agent': [],
  rename: ['rename', 'setname'],
  'renew-mdm-profile': ['renewmdm', 'renewprofile'],
  restart: ['restart', 'reboot'],
  'shut-down': ['shutdown', 'poweroff'],
  'unlock-account': ['unlock', 'unlockuser'],
  lock: ['lock'],
  'clear-passcode': ['passcode', 'clearpasscode'],
  erase: ['erase', 'wipe'],
  'delete-device': ['delete', 'deletedevice', 'deleterecord'],
  'show-filevault-key': ['key', 'keys', 'recoverykey', 'filevaultkey', 'secret', 'secrets'],
  'show-unlock-pin': ['pin', 'pins', 'unlockpin'],
  'show-recovery-password': ['recovery', 'recoverypassword'],
  'show-bypass-code': ['bypass', 'bypasscode'],
};

test('each operation is also called what people type', () => {
  const aliases = OPERATION_NAMES.map((name) => [name, operationNamed(name).aliases]);
  expect(Object.fromEntries(aliases)).toEqual(ALSO_CALLED);
});

test.each([
  ['enable-lost-mode', 'message', 500, 'The message is too long: 500 characters at most.'],
  ['enable-lost-mode', 'phone', 60, 'The phone number is too long: 60 characters at most.'],
  ['enable-lost-mode', 'footnote', 200, 'The footnote is too long: 200 characters at most.'],
  ['set-asset-tag', 'assetTag', 255, 'The asset tag is too long: 255 characters at most.'],
] as const)('%s takes a %s of %i characters and no more', (operation, field, most, sentence) => {
  const given = operation === 'enable-lost-mode' ? { message: 'm', phone: 'p', footnote: 'f' } : {};
  const problem = (length: number) =>
    problemWith({ operation, params: { ...given, [field]: 'x'.repeat(length) } });
  expect(problem(most)).toBeNull();
  expect(problem(most + 1)).toBe(sentence);
});

test.each([
  ['assign-user', (id: string) => ({ user: { id, name: '', email: '' } })],
  ['set-blueprint', (blueprintId: string) => ({ blueprintId, blueprintName: 'Sales' })],
  ['edit-tags', (tag: string) => ({ add: [tag], remove: [] })],
  ['unlock-account', (username: string) => ({ username })],
] as const)('%s needs something to name, however short', (operation, params) => {
  expect(problemWith({ operation, params: params('') })).not.toBeNull();
  expect(problemWith({ operation, params: params('x') })).toBeNull();
});

test.each([
  [50, null],
  [51, 'At most 50 tags at once.'],
])('%i tags at once', (count, problem) => {
  const add = Array.from({ length: count }, (_, index) => `tag-${index}`);
  expect(problemWith({ operation: 'edit-tags', params: { add, remove: [] } })).toBe(problem);
});

test('a change of tags is done only when each one came or went', () => {
  const { device } = askFor().snapshot;
  const done = (tags: readonly string[]) => {
    const params = { add: ['berlin', 'loaner'], remove: ['kiosk', 'repair'] };
    const { operation } = bind({ operation: 'edit-tags', params });
    return operation.kind === 'record' && operation.done({ ...device, tags }, params);
  };
  expect(done(['berlin', 'loaner', 'other'])).toBe(true);
  expect(done(['berlin', 'loaner', 'kiosk'])).toBe(false);
  expect(done(['berlin'])).toBe(false);
});

test.each(OPERATION_NAMES)('the button that does %s has room on a phone and says what it does', (name) => {
  const operation = operationNamed(name);
  const label = buttonTitle(operation);
  expect(label.length).toBeLessThanOrEqual(20);
  const [verb = ''] = operation.title.split(' ');
  if (operation.kind === 'command') expect(label.toLowerCase().split(' ')).toContain(verb);
});

test('each says of itself when it is done what happened, not what was wanted', () => {
  const done = OPERATION_NAMES.map(operationNamed)
    .filter(({ kind }) => kind !== 'record')
    .map(({ name }) => wordingOf({ operation: name, params: {} }, false).done);
  for (const words of done) expect(words).toMatch(/(?:ed|sent|run|down|shown|Lost Mode o(?:n|ff))$/u);
});

test.each([
  ['Call us', '', true],
  ['', '+1 555 0100', true],
  ['', '', false],
])(
  'a lock with the message "%s" and the phone "%s" says that it shows a text: %s',
  (message, phone, isShown) => {
    const { operation, params } = bind({ operation: 'lock', params: { message, phone } });
    const said = operation.consequence({ ...askFor().snapshot.device, platform: 'Mac' }, params);
    expect(said?.includes('shows this text')).toBe(isShown);
  },
);

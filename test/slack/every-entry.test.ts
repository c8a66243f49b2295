import { afterEach, describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { User } from '../../packages/slack-sandbox/src/index.ts';
import type { Change } from '../../src/helpdesk/operation.ts';
import type { ViewId } from '../../src/slack/block-kit/ids.ts';
import {
  type Entry,
  entriesOf,
  type OpenedBefore,
  registered,
  SHORTCUT_TYPES,
} from '../support/slack/entries.ts';
import { type EntryApp, openEntryApp, type Taken } from '../support/slack/entry-app.ts';

const ANA = 'U0ANA';
const BEN = 'U0BEN';
const MINUTE = 60_000;

const RULES = `
  - allow: [agent, approver]
    operations: [lookup, routine, disruptive, maintenance, secret, see-location, see-notes, read-history, see-requests, take-case, report, watch, message-user, severe, irreversible]
  - { require: { approvals: 2, from: [approver] }, operations: [disable-lost-mode, irreversible] }
`;
const policy = (rules = RULES) => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
cases: { channel: C0APPROVALS }
messages: { text: 'Hi {person}: {device}' }
rules:${rules}`;
const OWN_DEVICES = `
  - { allow: [everyone], operations: [lookup-own] }${RULES}`;

/** What only someone with a role may read; devices, people, tags, blueprints, and what was requested. */
const SECRETS = [
  ...["Noor's MacBook", 'H4TX90QLM2', 'LF-00412', 'noor.halim@', 'Noor Halim'],
  ...[
    'Warehouse iPad',
    'J9K2L7PQ4R',
    'Staff Macs',
    'berlin',
    'dana.li@',
    'Dana Li',
    'found in the canteen',
    "Dana's iPhone",
  ],
];

let app: EntryApp | undefined;

afterEach(() => app?.close());

/** Ben as an approver who has opened everything that can be opened, and then is as `become` makes him. */
async function opened(rules?: string): Promise<{ app: EntryApp; before: OpenedBefore }> {
  app = await openEntryApp(policy(rules));
  const { helpdesk, ports } = app;
  const ana = await ports.people.actor(ANA, 'decide');
  const changes: readonly Change[] = [{ operation: 'disable-lost-mode', params: {} }];
  const draft = await helpdesk.reviewRequest(ana, NAMED.warehouseIpad, changes);
  const submission = { reason: 'found in the canteen', viewId: null };
  const { request } = await helpdesk.submitRequest(ana, draft, submission);
  if (!request) throw new Error('nothing was submitted');
  const form = await helpdesk.prepareReport(ana, 'U0DANA');
  const typed = { kind: 'lost', via: 'phone', description: '', place: 'on a train', phone: '' } as const;
  const input = { ...typed, personId: 'U0DANA', deviceId: NAMED.danasIphone };
  const { case: lost } = await helpdesk.reportCase(ana, input, form, null);
  const entries = entriesOf(BEN, { requestId: request.id, caseId: lost.id, modals: {} });
  const find = (name: string): Entry => {
    const found = entries.find((one) => one.name.startsWith(name));
    if (!found) throw new Error(`there is no entry ${name}`);
    return found;
  };
  const open = async (name: string) => (await app?.take(find(name).body))?.viewId ?? '';
  const submit = async (id: ViewId, viewId: string) => {
    const { body } = find(`view ${id} submitted`) as { body: { view: object } };
    await app?.take({ ...body, view: { ...body.view, id: viewId } });
    return viewId;
  };
  const review = await submit('update.form', await open('action device.update'));
  const modals = {
    'update.form': await open('action device.update'),
    'update.review': await submit('update.form', await open('action device.update')),
    'lost.review': await submit('lost.form', await open('action device.lost')),
    'operation.form': await open('action device.show 1|do.rename'),
    'operation.review': await open('action device.operate'),
    'request.approve': await open('action request.approve'),
    'request.deny': await open('action request.deny'),
    'request.cancel': await open('action request.cancel'),
    'request.settle': await open('action request.settle'),
    'case.form': await open('action case.report'),
    'watch.form': await open('action watch.open'),
    'message.form': await open('action device.show 1|message'),
  };
  for (const [id, viewId] of Object.entries(modals))
    expect(await ports.store.views.get(viewId), `the modal ${id} was opened`).not.toBeNull();
  return { app, before: { requestId: request.id, caseId: lost.id, modals, review } };
}

/** What an outsider's own words do not already say. */
const disclosed = ({ body }: Entry, { shown }: Taken): readonly string[] =>
  SECRETS.filter((secret) => shown.includes(secret) && !JSON.stringify(body).includes(secret));

/** Every entry in turn, with what was wrong with how it went. */
async function walk(
  { app, before }: Awaited<ReturnType<typeof opened>>,
  wrong: (entry: Entry, taken: Taken) => readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of entriesOf(BEN, before)) {
    const problems = wrong(entry, await app.take(entry.body));
    found.push(...problems.map((problem) => `${entry.name}: ${problem}`));
  }
  return found;
}

/** Entries that hold nothing for an approver either. */
const OFFERS_NOTHING = [
  // A right that this policy gives to no one.
  /^(view|action) ((un)?freeze|hold)\.|^(view|action) request\.release|^(command|mention|message) ((un)?freeze |on-hold)/,
  // No key was requested, and its form was not opened.
  /^(view|action) key\./,
  /^view .* closed$/,
  // Modals without a submission, and buttons that stand in modals only.
  /^view (loading|failed|device|look-up|request|case|history\.steps) submitted$/,
  /^action (panel\.|note\.add|find\.pick|update\.back|case\.(device|person)).* on a message$/,
  // A choice in a form that is not filled yet, a link, and a decision that no one has asked for.
  /^action case\.(link|report|found|confirm-found|device)/,
  // The case has its device already.
  /^view case\.choose submitted/,
  // Nothing was requested for that device, and a file needs a right that no approver has.
  /^action ((device\.show|list\.open) 1\|history|history\.csv)/,
  // No walk over the fleet has ended, so a report has no device to name.
  /^(action (report\.(open|page|back|last|parts|csv)|digest\.open) |(command|mention|message) report not-seen )/,
  // Nothing was ended, because nothing with that id is watched.
  /^action watch\.end/,
  // No report has devices yet, and Ben got no message that he could answer.
  /^action message\./,
  // They open an empty search, a link, a confirm without a channel; and nothing was approved that could be withdrawn.
  /^(shortcut$|action (home\.find|case\.look-up|device\.console|request\.withdraw)|action device\.show 1\|share.* in a modal)/,
];

/** Entries that are answered by nothing that a person could read. */
const isSilent = ({ name }: Entry): boolean =>
  /^(view .* closed|options |action (device\.console|case\.link))/.test(name);

test('the walk knows everything that the app has registered for', () => {
  const { events, shortcuts } = registered();
  // A change of a user group comes from Slack, not from a person.
  expect(events.filter((type) => type !== 'subteam_members_changed').toSorted()).toEqual([
    'app_home_opened',
    'app_mention',
    'message',
  ]);
  expect(shortcuts.toSorted()).toEqual(SHORTCUT_TYPES.toSorted());
});

test('an approver is served wherever there is something to see, so that the walk can fail', {
  timeout: 180_000,
}, async () => {
  const world = await opened();
  const empty = await walk(world, (entry, taken) => {
    const isServed = taken.kandji.length > 0 || disclosed(entry, taken).length > 0;
    return isServed || OFFERS_NOTHING.some((pattern) => pattern.test(entry.name)) ? [] : ['gave nothing'];
  });
  expect(empty).toEqual([]);
});

type Outsider = readonly [who: string, change: (app: EntryApp) => void];

const becoming = (change: Partial<User>) => (world: EntryApp) => world.slack.world.changeUser(BEN, change);
const OUTSIDERS: readonly Outsider[] = [
  ['has lost the role', ({ slack }) => slack.world.setGroup('S0LEADS', ['U0LEA'])],
  ['has a role from a group that was disabled', ({ slack }) => slack.world.disableGroup('S0LEADS', true)],
  ['is a guest', becoming({ isRestricted: true })],
  ['is deactivated', becoming({ deleted: true })],
  ['is from another company', becoming({ teamId: 'T0OTHER' })],
  ['is from another workspace of the organization', becoming({ teamId: 'T0SIS', hidesTeam: true })],
  ['is a bot', becoming({ isBot: true })],
  [
    'is not known to Slack any more',
    ({ slack }) => slack.faults.fail('users.info', { error: 'user_not_found' }, Number.POSITIVE_INFINITY),
  ],
];

describe.each(OUTSIDERS)('someone who %s', (_who, become) => {
  test('five minutes later sees nothing at any entry, and costs no call to Kandji', async () => {
    const world = await opened();
    const head = await world.app.ports.store.audit.head();
    become(world.app);
    world.app.forward(5 * MINUTE);
    const wrong = await walk(world, (entry, taken) => [
      ...disclosed(entry, taken).map((secret) => `shows ${secret}`),
      ...taken.kandji.map((call) => `costs ${call}`),
      ...(isSilent(entry) || taken.shown.length > 40 ? [] : ['is not answered']),
    ]);
    expect(wrong).toEqual([]);
    const log = await world.app.ports.store.audit.history({ actorId: BEN, limit: 1_000 });
    const since = log.filter(({ seq }) => seq > head.seq);
    expect(new Set(since.map(({ action }) => action))).toEqual(new Set(['refused']));
  });

  test('a minute later decides and changes nothing', async () => {
    const world = await opened();
    const { store } = world.app.ports;
    become(world.app);
    world.app.forward(MINUTE);
    const wrong = await walk(world, (_entry, { kandji }) => kandji.filter((call) => !call.startsWith('GET')));
    expect(wrong).toEqual([]);
    const requests = await store.requests.list({ limit: 100 });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ state: 'pending', approvals: [], version: 1 });
  });
});

test('someone who may look at their own devices only sees no other, whatever they press', async () => {
  const world = await opened(OWN_DEVICES);
  world.app.slack.world.setGroup('S0LEADS', ['U0LEA']);
  world.app.forward(5 * MINUTE);
  // Who asks for a kind of device gets their own: Ben's Mac, which has the blueprint of one that is not his.
  const isOwn = ({ name }: Entry) => name.includes('find platform:mac');
  const ofOthers = (call: string) => call.includes('/devices/') && !call.includes(NAMED.bensMac);
  const wrong = await walk(world, (entry, taken) => [
    ...disclosed(entry, taken)
      .filter((secret) => !(isOwn(entry) && secret === 'Staff Macs'))
      .map((secret) => `shows ${secret}`),
    ...(taken.kandji.filter(ofOthers).length > (isOwn(entry) ? 0 : 1) ? ['costs more than the device'] : []),
  ]);
  expect(wrong).toEqual([]);
});

test('the requester cannot approve with another account of theirs in the organization', async () => {
  const world = await opened();
  const { helpdesk, ports, slack, forward } = world.app;
  const account = { enterpriseUser: { id: 'W0ONE', enterpriseId: 'E0ORG', teams: ['T0LARK'] } };
  for (const userId of [ANA, BEN]) slack.world.changeUser(userId, { ...account, teamId: 'E0ORG' });
  forward(MINUTE);
  const ben = await ports.people.actor(BEN, 'decide');
  expect(ben.roles).toContain('approver');
  const answer = await helpdesk
    .approveRequest(ben, world.before.requestId, null)
    .catch((error: unknown) => error);
  expect(answer).toMatchObject({ code: 'own-request' });
});

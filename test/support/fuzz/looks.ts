import type { KnownBlock } from '@slack/types';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { checkMessage, checkOptions, checkView } from '../../../packages/slack-sandbox/src/index.ts';
import { EXAMPLE_POLICY } from '../../../playground/start.ts';
import { PANELS } from '../../../src/helpdesk/device-view.ts';
import { newWalk } from '../../../src/helpdesk/fleet/walk-page.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { type Actor, Refusal } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { parsePolicy } from '../../../src/policy-file/index.ts';
import { section } from '../../../src/slack/block-kit/blocks.ts';
import { messageText } from '../../../src/slack/block-kit/text.ts';
import { EMPTY_PANEL_QUERY } from '../../../src/slack/block-kit/view-state.ts';
import { lostView } from '../../../src/slack/changes/lost-mode-modal.ts';
import { reviewView } from '../../../src/slack/changes/review-modal.ts';
import { suggestBlueprints, suggestTags, suggestUsers } from '../../../src/slack/changes/suggestions.ts';
import { updateView } from '../../../src/slack/changes/update-modal.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import { deviceView, renderDeviceCard } from '../../../src/slack/devices/card.ts';
import { renderSharedDevice } from '../../../src/slack/devices/share.ts';
import type { AppContext, Interaction } from '../../../src/slack/interaction.ts';
import { notice } from '../../../src/slack/notices.ts';
import { panelView } from '../../../src/slack/panels/index.ts';
import { findOptions } from '../../../src/slack/search/find-modal.ts';
import { searchAndReply } from '../../../src/slack/search/search.ts';

/** One way to look at what Kandji answers, drawn as it would be. @returns what Slack would refuse */
export type Look = (fleet: Pick<Ports, 'fleet' | 'commands'>) => Promise<readonly string[]>;

const NOW = Date.UTC(2026, 2, 4, 10, 5);

const ANA: Actor = {
  userId: 'U0ANA',
  name: 'Ana Ruiz',
  email: 'ana.ruiz@larkfield.example',
  membership: 'member',
  roles: ['agent', 'everyone'],
  knownRoles: [],
  human: 'U0ANA',
};

const message = (card: { readonly text: string; readonly blocks: readonly KnownBlock[] }): string[] =>
  checkMessage({ text: card.text, blocks: card.blocks }, { update: true });

interface Scene {
  readonly room: AppContext;
  readonly press: Interaction;
}

const ASKS = [
  EMPTY_PANEL_QUERY,
  { search: 'a', filter: 'problem', page: 0 },
  { search: '', filter: 'all', page: 7 },
];

const IDS = [NAMED.noorsMac, NAMED.warehouseIpad, NAMED.lobbyTv, NAMED.windowsPc, NAMED.androidPhone];

/** The card of a device, in all three places. */
const card =
  (deviceId: string) =>
  async ({ room }: Scene) => {
    const look = await room.helpdesk.getDevice(ANA, { deviceId });
    return [
      ...message(renderDeviceCard(look, NOW)),
      ...checkView(deviceView(look, NOW)),
      ...message(renderSharedDevice(look, { userId: ANA.userId, name: ANA.name }, NOW)),
    ];
  };

const panel =
  (name: (typeof PANELS)[number], deviceId: string) =>
  async ({ room }: Scene) => {
    const opened = await room.helpdesk.getPanel(ANA, deviceId, name);
    return ASKS.flatMap((ask) =>
      checkView(panelView(opened.panel, { device: opened.device, ask, now: NOW })),
    );
  };

const typed =
  (text: string) =>
  async ({ room, press }: Scene) => {
    const line = parseCommand(text, null);
    if (!('query' in line) || !line.query) throw new Error(`"${text}" asks for nothing`);
    const wanted = { query: line.query, typed: text, notes: [], next: 'card' as const };
    const outcome = await searchAndReply(room, press, wanted);
    const shown = outcome.kind === 'card' ? message(outcome.card) : [];
    const all = await outcome.readOn();
    return [...shown, ...checkOptions({ options: findOptions(all?.devices ?? [], NOW) })];
  };

async function update({ room }: Scene): Promise<string[]> {
  const updatable = await room.helpdesk.prepareUpdate(ANA, NAMED.noorsMac);
  const form = updateView({ updatable, typed: {}, conflicts: {} }, NOW);
  const { device } = updatable;
  const shown = { blueprintId: device.blueprint?.id ?? null, userId: null, assetTag: null, tags: [] };
  const reviewed = await room.helpdesk.reviewUpdate(ANA, device.id, { shown, edits: { assetTag: 'LF-1' } });
  const view = reviewed.kind === 'review' && { ...reviewed, via: 'update.review' as const, reason: '' };
  return [...checkView(form), ...(view ? checkView(reviewView(view)) : [])];
}

async function lost({ room }: Scene): Promise<string[]> {
  const look = await room.helpdesk.prepareLostMode(ANA, NAMED.warehouseIpad);
  return checkView(lostView(look, { message: 'Call us', phone: '', footnote: '' }, NOW));
}

const menu =
  (options: typeof suggestTags) =>
  async ({ room, press }: Scene) =>
    checkOptions({ options: await options(room, press, 'a', { metadata: '' }) });

const LOOKS: readonly ((scene: Scene) => Promise<readonly string[]>)[] = [
  ...IDS.map(card),
  ...PANELS.flatMap((name) => IDS.slice(0, 2).map((id) => panel(name, id))),
  ...['mac', 'H4TX90QLM2', 'find tag:berlin blueprint:staff', 'dana iphone'].map(typed),
  update,
  lost,
  menu(suggestBlueprints),
  menu(suggestUsers),
  menu(suggestTags),
];

/** Every way to look, for a policy that lets Ana do what an agent may. */
export function looks(): readonly Look[] {
  const parsed = parsePolicy(EXAMPLE_POLICY, 'policy.yml');
  if (!parsed.ok) throw new Error('the example policy is broken');
  const { policy } = parsed;
  return LOOKS.map((look) => async (fleet) => {
    const ports = { ...fleet, ...remembersNothing, policies: { current: () => policy, fault: () => null } };
    const room = {
      helpdesk: createHelpdesk(ports as unknown as Ports),
      ports,
      now: () => NOW,
      botUserId: null,
      drawnHelp: new WeakMap(),
    } as unknown as AppContext;
    const press = { userId: ANA.userId, viewId: 'V1', actor: async () => ANA } as unknown as Interaction;
    return look({ room, press }).catch(told);
  });
}

/** A store in which nothing has happened yet. */
const remembersNothing = {
  store: {
    watches: { list: async () => [], count: async () => 0 },
    now: async () => NOW,
    requests: { list: async () => [], get: async () => null },
    cases: { list: async () => [] },
    messages: { about: async () => [] },
    audit: { append: async () => undefined, appendRefused: async () => undefined },
    views: { get: async () => ({ userId: ANA.userId }) },
    controls: { freeze: async () => null },
    fleet: {
      state: async () => ({ state: newWalk(''), now: NOW }),
      search: { traitSets: async () => [], ownTraitSets: async () => [] },
    },
  },
  people: { actor: async () => ANA },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
};

/** Refusals and Kandji's failures are told in words; anything else is a bug. */
function told(error: unknown): readonly string[] {
  if (!(error instanceof MdmError) && !(error instanceof Refusal)) throw error;
  const said = notice(error, null, { ref: '7F3K', command: '/kandji', admins: ['U0ROOT'] });
  return message({ text: messageText(said), blocks: [section(said)] });
}

// @module-tag postgres
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { lostModeFrom } from '../../packages/kandji-simulator/src/tenant/device.ts';
import type { SeenView } from '../../packages/slack-sandbox/src/person/types.ts';
import { larkfield } from '../../packages/slack-sandbox/src/world/larkfield.ts';
import type { WorldSeed } from '../../packages/slack-sandbox/src/world/types.ts';
import type { HelpdeskRequest } from '../../src/helpdesk/request.ts';
import { type FaultWorld, openFaultWorld } from '../support/faults/harness.ts';
import type { AppProcess } from '../support/faults/start-process.ts';
import { type Payload, submissionOf, templateOf } from '../support/faults/submissions.ts';
import { LOST_OFF } from '../support/helpdesk/lost-mode-fixture.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';
import { until } from '../support/store/until.ts';

const ANA = 'U0ANA';
const APPROVALS = 'C0APPROVALS';
const LEADS = Array.from({ length: 20 }, (_, index) => `U0LEAD${String(index).padStart(2, '0')}`);
const ROUNDS = 10;
/** How long after a press Slack opens a modal for it. */
const TRIGGER_MS = 3_000;

/** Larkfield with twenty leads, who are all in the approvals channel. */
function manyLeads(): WorldSeed {
  const seed = larkfield();
  const users = LEADS.map((id) => ({
    id,
    name: id.toLowerCase(),
    realName: `Lead ${id.slice(-2)}`,
    email: `${id.toLowerCase()}@larkfield.example`,
    teamId: seed.team.id,
  }));
  return {
    ...seed,
    users: [...seed.users, ...users],
    channels: seed.channels.map((channel) =>
      channel.id === APPROVALS ? { ...channel, members: [...channel.members, ...LEADS] } : channel,
    ),
    usergroups: seed.usergroups.map((group) => (group.id === 'S0LEADS' ? { ...group, users: LEADS } : group)),
  };
}

describe('two hundred decisions by twenty people over two processes on one PostgreSQL', () => {
  let server: TestPostgres;
  let world: FaultWorld;
  let apps: readonly AppProcess[];
  let close: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    server = await startPostgres();
    const databaseUrl = await server.createMigrated('two_hundred');
    world = await openFaultWorld({
      databaseUrl,
      seed: manyLeads(),
      atEnd: (end) => {
        close = end;
      },
    });
    apps = [await world.start(), await world.start()];
  });
  afterAll(async () => {
    await close();
    await server?.stop();
  });

  const appAt = (index: number): AppProcess => {
    const app = apps[index % apps.length];
    if (!app) throw new Error('no app');
    return app;
  };
  const leadAt = (index: number): string => LEADS[index % LEADS.length] ?? '';

  /** A device in Lost Mode again, and Ana's wish to end that. */
  async function asked(): Promise<HelpdeskRequest> {
    const device = world.kandji.tenant.device(NAMED.warehouseIpad);
    if (device && device.lostMode === null)
      device.lostMode = Object.assign(
        lostModeFrom(Date.now(), { message: 'Lost', phone: '', footnote: '', enabledBy: 'Ana' }),
        { status: 'ENABLED' },
      );
    const answer = await appAt(0).does(ANA, {
      verb: 'ask',
      deviceId: NAMED.warehouseIpad,
      changes: LOST_OFF,
    });
    if (answer.how !== 'done') throw new Error(JSON.stringify(answer));
    return answer.request;
  }

  /** One decision, at most one command, and a record that says the same. */
  async function decidedOnce(id: string, commandsBefore: number) {
    const store = await world.store();
    await until(async () => {
      world.forward(100);
      return ['denied', 'completed'].includes((await store.requests.get(id))?.state ?? '');
    });
    const request = await store.requests.get(id);
    const trail = await store.audit.history({ requestId: id, limit: 1000 });
    const decisions = trail.filter(({ action }) => action === 'approved' || action === 'denied');
    expect(decisions).toHaveLength(1);
    expect(decisions[0]?.action).toBe(request?.state === 'denied' ? 'denied' : 'approved');
    expect(world.commands().length - commandsBefore).toBe(request?.state === 'denied' ? 0 : 1);
    expect(await store.audit.verify()).toMatchObject({ ok: true });
  }

  test('as verbs', async () => {
    const before = world.commands().length;
    const { id } = await asked();
    const decides = (index: number) =>
      appAt(index + Math.floor(index / LEADS.length)).does(leadAt(index), {
        verb: index % 3 === 0 ? 'deny' : 'approve',
        requestId: id,
      });
    // Like people: whom a busy store told to try again presses once more, after the others.
    const answers = await Promise.all(
      Array.from({ length: LEADS.length * ROUNDS }, async (_, index) => ({
        index,
        ...(await decides(index)),
      })),
    );
    for (const [place, answer] of answers.entries())
      if (answer.how === 'refused' && answer.code === null)
        answers[place] = { index: answer.index, ...(await decides(answer.index)) };
    expect(answers.filter(({ how }) => how === 'done')).toHaveLength(1);
    for (const answer of answers)
      if (answer.how !== 'done') expect(answer).toMatchObject({ how: 'refused', code: 'already-decided' });
    await decidedOnce(id, before);
  });

  test.each([
    ['once', 1],
    ['twice', 2],
  ])(
    'as signed submissions of modals, each delivered %s',
    { timeout: 120_000 },
    async (_times, deliveries) => {
      const template = await decideForATemplate();
      const before = world.commands().length;
      const { id } = await asked();
      const bodies = await openAll(id, template);
      expect(new Set(bodies.flat()).size).toBe(LEADS.length * ROUNDS);
      const answers = await Promise.all(
        bodies.map(async (theirs, who) => {
          const heard: string[] = [];
          for (const [round, body] of theirs.entries())
            heard.push(
              ...(await Promise.all(
                Array.from({ length: deliveries }, (_, copy) => deliver(body, template, who + round + copy)),
              )),
            );
          return heard;
        }),
      );
      const said = answers.flat().map(whatWasSaid);
      expect(said.filter((words) => words === null)).toEqual([]);
      // None only if the machine was so busy that its answer came too late for Slack.
      // A second delivery is told what the first one did.
      expect(said.filter((words) => words === 'counted').length).toBeLessThanOrEqual(deliveries);
      await decidedOnce(id, before);
    },
  );

  /** One press and one submission by a person, as the local Slack sends them. */
  async function decideForATemplate() {
    const { id } = await asked();
    const view = await opens(leadAt(0), id, 'deny');
    const lead = world.slack.as(leadAt(0));
    await lead.fill(view, 'reason', 'not now');
    const from = world.slack.traffic.length;
    await lead.submit(view);
    return templateOf(world.slack.traffic.slice(from));
  }

  /** Presses a button of the request's card and waits for what the modal shows. */
  async function opens(who: string, id: string, act: 'approve' | 'deny'): Promise<SeenView> {
    const person = world.slack.as(who);
    const card = await world.slack.until(
      () =>
        person
          .sees(APPROVALS)
          .findLast(({ words, buttons }) => words.includes(id) && buttons.includes('Approve')),
      'the card',
      30_000,
    );
    const before = person.topView()?.id;
    const top = () => {
      const view = person.topView();
      return view && view.id !== before ? view : undefined;
    };
    // Like a person: presses again when the app was so busy that its trigger ended before it opened a modal.
    for (const end = Date.now() + 30_000; !top() && Date.now() < end; ) {
      await person.press(card, `request.${act}`);
      await world.slack.until(top, 'a modal', TRIGGER_MS).catch(() => {
        expect(JSON.stringify(world.slack.refused())).toContain('expired_trigger_id');
      });
    }
    return world.slack.until(
      () => (top()?.callbackId === `request.${act}` ? top() : undefined),
      `the modal of ${who}`,
      30_000,
    );
  }

  /** Ten modals each, of which a person sees only the newest; all of them were really opened. */
  async function openAll(id: string, template: Payload): Promise<string[][]> {
    const bodies = await Promise.all(
      LEADS.map(async (who, index) => {
        const theirs: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const app = appAt(index + round);
          world.slack.connect({ requestUrl: `http://127.0.0.1:${app.port}/slack/events` });
          const view = await opens(who, id, (index + round) % 3 === 0 ? 'deny' : 'approve');
          theirs.push(submissionOf(template, who, view));
        }
        return theirs;
      }),
    );
    return bodies;
  }

  /** Sends it to one of the processes; like a person, again when Slack shows that nothing answered within its three seconds. */
  async function deliver(body: string, { contentType }: Payload, index: number): Promise<string> {
    for (;;) {
      world.slack.connect({ requestUrl: `http://127.0.0.1:${appAt(index).port}/slack/events` });
      const answer = await world.slack.deliver.raw({ body, contentType });
      if (answer.status === 200) return answer.body;
      expect(answer.status).toBe(404);
    }
  }
});

/** What the person reads in the answer to a submission. */
function whatWasSaid(body: string): 'counted' | 'late' | null {
  const words = body.replaceAll('\\n', ' ');
  if (/Too late|changed while you were looking|counts once/u.test(words)) return 'late';
  return /Approved\.|\*Denied\*/u.test(words) ? 'counted' : null;
}

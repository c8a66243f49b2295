import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { describeInBrowser } from '../support/browser/launch.ts';
import { approve, closeAll, modal, skipTour, submit, type } from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';

const [ANA, BEN, NOOR] = ['U0ANA', 'U0BEN', 'U0NOOR'];
const PHONE = { viewport: { width: 390, height: 844 } };
const SERIAL = 'H4TX90QLM2';

/** Agents request keys; `approval`: a lead agrees to each. Sixteen are shown here, so the safety limit is out of the way. */
const policy = (approval: boolean) => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
safety_limits: { secret: [{ per_person: 100, total: 100, within: 30m }] }
rules:
  - { allow: [agent], operations: [lookup, secret] }
${approval ? '  - { require: { approvals: 1, from: [approver] }, operations: [secret] }\n' : ''}`;

const KINDS = [
  ['key', 'FileVault key', 'Show key', 'filevaultKey'],
  ['pin', 'Unlock PIN', 'Show PIN', 'unlockPin'],
  ['recovery', 'Recovery password', 'Show password', 'recoveryPassword'],
  ['bypass', 'Bypass code', 'Show code', 'deviceBypassCode'],
] as const;

/** Nothing stands beside the edge of a phone. */
const expectFits = async (page: Page) =>
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);

describeInBrowser('a key on a phone', (windows) => {
  describe.each([false, true])('an approval is needed: %s', (approval) => {
    let play: Play;
    beforeAll(async () => {
      play = await startPlay(policy(approval));
    });
    afterAll(() => play.close());

    const opens = async (who: string, room: string): Promise<Page> => {
      const page = await windows.open(`${play.url}?as=${who}#${room}`, PHONE);
      await skipTour(page);
      return page;
    };
    const opensDm = (who: string) => opens(who, play.slack.as(who).dmId());

    test.each(KINDS.flatMap((kind) => [[...kind, 'me'] as const, [...kind, 'Noor Halim'] as const]))(
      '/kandji %s: the %s behind “%s” (%s), for %s',
      { timeout: 90_000 },
      async (word, label, show, kind, recipient) => {
        const isOther = recipient !== 'me';
        const device = play.kandji.tenant.device(NAMED.noorsMac);
        const value = (device && play.kandji.keys.of(device)[kind]) ?? 'none';
        expect(value).not.toBe('none');
        const ana = await opens(ANA, 'C0HELP');
        await type(ana, `/kandji ${word} ${SERIAL}`);
        await modal(ana).getByRole('radio', { name: label }).check();
        if (isOther) await modal(ana).getByRole('radio', { name: recipient }).check();
        await modal(ana).getByLabel('Reason').fill('Forgot it');
        await expectFits(ana);
        await submit(ana);
        await modal(ana)
          .getByText(approval ? 'Approval requested' : /in a direct message|can open it/u)
          .first()
          .waitFor();
        await closeAll(ana);
        if (approval) {
          const ben = await opens(BEN, 'C0APPROVALS');
          await expectFits(ben);
          await approve(ben);
        }
        const person = isOther ? NOOR : ANA;
        const theirs = await opensDm(person);
        await theirs.getByRole('main').getByRole('button', { name: show }).last().click();
        await modal(theirs).getByText(value).waitFor();
        await expectFits(theirs);
        const window = modal(theirs);
        expect(await window.locator('input, textarea, button[type=submit]').count()).toBe(0);
        for (const [other] of play.slack.world.users)
          if (other !== person)
            expect(play.slack.as(other).topView()?.words ?? '', other).not.toContain(value);

        play.clock.forward(16 * 60_000);
        await window.getByText('Hidden.').waitFor();
        expect(await window.getByText(value).count()).toBe(0);
        await theirs
          .getByRole('main')
          .getByRole('article')
          .filter({ hasText: 'Shown to you,' })
          .filter({ hasText: label })
          .waitFor();
        await window.getByRole('button', { name: 'Done' }).click();
      },
    );
  });
});

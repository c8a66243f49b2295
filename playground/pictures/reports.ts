import { ANA, MAC, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const ADMIN = 'U0ROOT';

/** Asks until the index, and what is read beside it, are there. */
async function asks(context: PictureContext, who: string, typed: string, says: RegExp): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    await context.types(who, typed);
    const { words } = await context.message(who, /\S/);
    if (says.test(words)) return;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

const report = (name: string, typed: string, says: RegExp): Scene => ({
  ...{ name, as: ADMIN, cut: 'message', says },
  play: (context) => asks(context, ADMIN, typed, says),
});

/** The fleet in numbers and lists. */
export const reports: SceneGroup = {
  options: { env: { FLEET_SHARE: '50' }, kandji: { devices: 900, latency: 0 } },
  scenes: [
    report('report-seen', 'report not-seen', /not seen for 14 days/),
    report('report-filevault', 'report filevault-off', /Macs with FileVault off/),
    report('report-failing-items', 'report failing-items', /devices with failing library items/),
    report('report-failing-item', 'report failing-items office wi-fi', /where “Office Wi-Fi” failed/),
    report('report-unassigned', 'report unassigned', /devices unassigned/),
    {
      name: 'report-page',
      as: ADMIN,
      cut: 'message',
      says: 'Showing 1–10',
      async play(context) {
        const card = await context.message(ADMIN, 'devices unassigned');
        await context.slack.as(ADMIN).press(card, 'report.page');
        await context.message(ADMIN, 'Showing 1–10');
      },
    },
    report('report-several', 'report several-devices', /people with several devices/),
    report('report-by-os', 'report by-os', /OS versions/),
    {
      name: 'report-parts',
      as: ADMIN,
      cut: 'message',
      says: 'Showing 1–10',
      async play(context) {
        await context.slack.as(ADMIN).press(await context.message(ADMIN, 'OS versions'), 'report.parts');
        await context.message(ADMIN, 'Showing 1–10');
      },
    },
    {
      name: 'list-hundreds',
      as: ANA,
      cut: 'message',
      says: 'Last',
      play: (context) => asks(context, ANA, 'find platform:mac', /Last/),
    },
    {
      name: 'list-blueprint-words',
      as: ANA,
      cut: 'message',
      says: 'staff macs',
      play: (context) => asks(context, ANA, 'staff macs', /staff macs/),
    },
    {
      name: 'list-serials-missing',
      as: ANA,
      cut: 'message',
      says: 'Nothing found',
      play: (context) => asks(context, ANA, 'ZZZZ1000QQ ZZZZ1001QQ ZZZZ1002QQ', /Nothing found/),
    },
    {
      name: 'panel-library-fleet',
      as: ANA,
      cut: 'modal',
      says: 'failing on',
      async play(context) {
        await context.types(ANA, `library ${MAC}`);
        await context.modal(ANA, 'failing on');
      },
    },
    {
      name: 'home-numbers',
      as: ANA,
      cut: 'home',
      says: 'devices as of',
      play: (context) => context.slack.as(ANA).openHome(),
    },
  ],
};

import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import { renderDigest } from '../../../src/slack/fleet/digest.ts';
import { renderReport, renderReportPage } from '../../../src/slack/fleet/report-card.ts';
import { previewView } from '../../../src/slack/messages/messages.ts';
import { mac, NOW } from '../../support/slack/fixtures.ts';

const NAME = '*Wi-Fi* `x` _y_';
/** What Slack would format, in a text that it formats. */
const MARKED = /\*Wi-Fi\*|`x`|_y_/u;
const counted = {
  ...({ name: 'failing-items', argument: NAME, title: `devices where “${NAME}” failed` } as const),
  ...{ total: 3, concerned: 9, asOf: NOW, staleMs: null, unread: 0 },
};

test.each([
  [
    'a report',
    () =>
      renderReport(
        { ...counted, parts: [], partCount: 0, devices: [mac()] },
        { mayExport: true, mayMessage: true, messages: [] },
        NOW,
      ),
  ],
  [
    'a page of it',
    () => renderReportPage({ ...counted, from: 0, list: 'devices', devices: [], parts: [], listed: 0 }, NOW),
  ],
  [
    'a digest',
    () => {
      const schedule = { weekday: 1, hour: 9, minute: 0, timeZone: 'Europe/Berlin' };
      return renderDigest({ report: counted.name, argument: NAME, schedule, channel: 'C0IT' }, counted);
    },
  ],
  [
    'the preview of messages',
    () => {
      const leftOut = { unassigned: 0, notAllowed: 0, people: 0, recent: 0 };
      const subject = { kind: 'report', ...counted } as const;
      return previewView({ subject, asOf: NOW, recipients: [], template: 'Hi', leftOut, reached: null }, NOW);
    },
  ],
])('%s shows the name of a library item as it is, and not as formatting', (_name, draw) => {
  const texts = (draw().blocks as readonly KnownBlock[]).flatMap((block) =>
    block.type === 'section' && block.text ? [block.text] : [],
  );
  expect(texts.some(({ text }) => text.includes('Wi-Fi'))).toBe(true);
  for (const { type, text } of texts) if (type === 'mrkdwn') expect(text).not.toMatch(MARKED);
});

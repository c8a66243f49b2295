import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES, RIGHTS } from '../../../src/helpdesk/operation.ts';
import { type HelpViewModel, renderHelp } from '../../../src/slack/commands/help.ts';
import { COMMANDS, type HelpTopic } from '../../../src/slack/commands/parse.ts';
import { mac } from '../../support/slack/fixtures.ts';

const EVERYTHING = [...RIGHTS, ...OPERATION_NAMES];

describe('help', () => {
  it('shows every command to someone who may do everything', () => {
    const { text } = renderHelp(null, { held: EVERYTHING, name: '/kandji', turnedOff: [] });
    for (const { form } of COMMANDS)
      expect(text).toContain(form.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  });

  it('shows only what this person may do', () => {
    const { text } = renderHelp(null, { held: ['lookup-own'], name: '/kandji', turnedOff: [] });
    expect(text).toContain('/kandji mine');
    for (const verb of ['find', 'update', 'lost', 'history', 'can'])
      expect(text).not.toContain(`/kandji ${verb}`);
    expect(renderHelp(null, { held: ['lookup'], name: '/kandji', turnedOff: [] }).text).not.toContain(
      '/kandji update',
    );
  });

  it('tells someone without a role how to get one', () => {
    expect(renderHelp(null, { held: [], name: '/kandji', turnedOff: [] }).text).toContain(
      "don't have permission to use Kandji helpdesk",
    );
  });

  describe('offers no argument that would be refused', () => {
    const of = (held: HelpViewModel['held'], topic: HelpTopic, hasCases = true) =>
      JSON.stringify(
        renderHelp(topic, {
          held,
          name: '/kandji',
          turnedOff: hasCases ? [] : ['report-own-lost', 'take-case'],
        }).blocks,
      );
    const overview = (held: HelpViewModel['held'], hasCases = true) =>
      renderHelp(null, { held, name: '/kandji', turnedOff: hasCases ? [] : ['report-own-lost', 'take-case'] })
        .text;

    it.each<[HelpViewModel['held'], string]>([
      [
        ['lookup', 'take-case'],
        '`/kandji lost [device · @person]` — report a lost device; with a device: Lost Mode',
      ],
      [
        ['lookup', 'report-own-lost'],
        '`/kandji lost [device]` — report a lost device; with a device: Lost Mode',
      ],
      [['lookup-own', 'report-own-lost'], '`/kandji lost [device]` — report a lost device\n'],
      [['report-own-lost'], '`/kandji lost` — report a lost device\n'],
      [['lookup'], '`/kandji lost &lt;device&gt;` — Lost Mode status and actions\n'],
    ])('lost, to %j', (held, line) => {
      expect(overview(held)).toContain(line);
      expect(of(held, 'lost').includes('@dana')).toBe(held.includes('take-case'));
      expect(of(held, 'lost').includes('`lost` alone')).toBe(line.includes('[') && held.includes('lookup'));
    });

    it('lost, where the policy names no channel for cases', () => {
      expect(overview(['lookup-own', 'report-own-lost'], false)).not.toContain('/kandji lost');
      expect(overview(['lookup', 'take-case'], false)).toContain('`/kandji lost &lt;device&gt;`');
    });

    it('update and requests', () => {
      expect(overview(['lookup', 'edit-tags', 'set-blueprint'])).toContain(
        '`/kandji update &lt;device&gt;` — change tags or blueprint',
      );
      expect(of(['lookup', 'edit-tags'], 'update')).not.toContain('asset');
      expect(overview(['lookup', 'set-asset-tag'])).toContain('[asset X]` — change asset tag\n');
      expect(overview(['lookup', 'restart'])).toContain('`/kandji requests` — your own requests');
      expect(of(['lookup', 'restart'], 'requests')).not.toContain('all');
      expect(overview(['lookup', 'see-requests'])).toContain('`/kandji requests [mine · all]`');
    });
  });

  it('explains one topic with an example', () => {
    const { text, blocks } = renderHelp('find', { held: EVERYTHING, name: '/kandji', turnedOff: [] });
    expect(text).toContain('key:value');
    expect(JSON.stringify(blocks)).toContain('/kandji find user:dana platform:iphone');
    expect(JSON.stringify(blocks)).toContain('Keys: serial, asset');
  });

  it('puts a device of this person into an example, and shows none without one', () => {
    const devices = [{ ...mac(), serialNumber: 'C02MINE00001' }];
    const topics = COMMANDS.map(({ topic }) => topic);
    const all = (person: Partial<HelpViewModel>) =>
      JSON.stringify(
        topics.map((topic) =>
          renderHelp(topic, { held: EVERYTHING, name: '/kandji', turnedOff: [], ...person }),
        ),
      );
    expect(all({ devices })).toContain('Example: `/kandji library C02MINE00001`');
    expect(all({ devices })).toContain('Example: `/kandji update C02MINE00001 asset LF-00412`');
    expect(all({})).toContain('Example: `/kandji find user:dana platform:iphone`');
    expect(all({})).not.toMatch(/H4TX90QLM2|J9K2L7PQ4R/);
  });

  it('says that a command is turned off to who has the permission', () => {
    const of = (held: HelpViewModel['held']) =>
      renderHelp('report', { held, name: '/kandji', turnedOff: ['report'] }).text;
    expect(of(['report'])).toMatch(/^`\/kandji report` is turned off here\./u);
    expect(of(['lookup'])).toMatch(/^You don't have permission to use `\/kandji report`\./u);
  });

  it('names who can help with what this person may not do', () => {
    const { text } = renderHelp('update', {
      held: ['lookup'],
      name: '/kandji',
      turnedOff: [],
      admins: ['U0ROOT'],
    });
    expect(text).toMatch(/shows what you can do\. Need it for your job\? Ask /);
  });

  it('says first what needs this person’s decision', () => {
    const { text } = renderHelp(null, { held: EVERYTHING, name: '/kandji', turnedOff: [], waiting: 2 });
    expect(text).toMatch(/^⏳ \*2 requests are waiting for you\*: `\/kandji requests`/);
  });

  it('does not explain what this person may not do', () => {
    const { text } = renderHelp('update', { held: ['lookup'], name: '/kandji', turnedOff: [] });
    expect(text).toContain("You don't have permission to use");
    expect(text).not.toContain('asset');
  });

  it('fits into Slack, whatever the topic', () => {
    for (const topic of [null, ...COMMANDS.map((command) => command.topic)]) {
      const { text, blocks } = renderHelp(topic, { held: EVERYTHING, name: '/kandji', turnedOff: [] });
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const block of blocks)
        if (block.type === 'section') expect(block.text?.text.length).toBeLessThanOrEqual(3000);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES, RIGHTS } from '../../../src/helpdesk/operation.ts';
import { renderHelp } from '../../../src/slack/commands/help.ts';
import { COMMANDS } from '../../../src/slack/commands/parse.ts';

const EVERYTHING = [...RIGHTS, ...OPERATION_NAMES];

describe('help', () => {
  it('shows every command to somebody who may do everything', () => {
    const { text } = renderHelp(null, EVERYTHING, '/kandji');
    for (const { form } of COMMANDS)
      expect(text).toContain(form.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  });

  it('shows only what this person may do', () => {
    const { text } = renderHelp(null, ['lookup-own'], '/kandji');
    expect(text).toContain('/kandji mine');
    for (const verb of ['find', 'update', 'lost', 'history', 'can'])
      expect(text).not.toContain(`/kandji ${verb}`);
    expect(renderHelp(null, ['lookup'], '/kandji').text).not.toContain('/kandji update');
  });

  it('tells somebody without a role how to get one', () => {
    expect(renderHelp(null, [], '/kandji').text).toContain("don't have permission to use Kandji helpdesk");
  });

  it('explains one topic with an example', () => {
    const { text, blocks } = renderHelp('find', EVERYTHING, '/kandji');
    expect(text).toContain('key:value');
    expect(JSON.stringify(blocks)).toContain('/kandji find user:dana platform:iphone');
    expect(JSON.stringify(blocks)).toContain('Keys: serial, asset');
  });

  it('does not explain what this person may not do', () => {
    const { text } = renderHelp('update', ['lookup'], '/kandji');
    expect(text).toContain("You don't have permission to use");
    expect(text).not.toContain('asset');
  });

  it('fits into Slack, whatever the topic', () => {
    for (const topic of [null, ...COMMANDS.map((command) => command.topic)]) {
      const { text, blocks } = renderHelp(topic, EVERYTHING, '/kandji');
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const block of blocks)
        if (block.type === 'section') expect(block.text?.text.length).toBeLessThanOrEqual(3000);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { deviceCard } from '../../../src/slack/cards/device.ts';
import { ipadLook, look, NOW, request } from '../world.ts';

describe('the device card', () => {
  test('a Mac that has been silent, with an open request', async () => {
    const card = deviceCard(look({ openRequests: [request()] }), NOW);
    await expect(JSON.stringify(card, null, 2)).toMatchFileSnapshot('__snapshots__/mac.json');
  });

  test('an iPad in Lost Mode', async () => {
    await expect(JSON.stringify(deviceCard(ipadLook(), NOW), null, 2)).toMatchFileSnapshot(
      '__snapshots__/ipad.json',
    );
  });
});

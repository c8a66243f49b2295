import { expect, test } from 'vitest';
import { osName } from '../../../src/slack/block-kit/format.ts';

test.each([
  ['Mac', '15.3.2', 'macOS 15.3.2'],
  ['Mac', 'macOS 15', 'macOS 15'],
  ['Toaster', '1', ' 1'],
  ['__proto__', '1', ' 1'],
  ['constructor', '1', ' 1'],
  ['Mac', '', ''],
])('%s %s', (platform, osVersion, said) => {
  expect(osName({ platform, osVersion }).trim()).toBe(said.trim());
});

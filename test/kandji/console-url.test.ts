import { describe, expect, test } from 'vitest';
import { operations } from '../../src/helpdesk/operations/index.ts';
import { createConsoleLinks } from '../../src/kandji/console-url.ts';
import { consoleAddress, kandjiAddress, PERMISSIONS } from '../../src/kandji/index.ts';

describe('KANDJI_API_URL', () => {
  test.each([
    ['https://acme.api.kandji.io', 'https://acme.api.kandji.io/api/v1'],
    ['acme.api.kandji.io', 'https://acme.api.kandji.io/api/v1'],
    [' https://ACME.api.kandji.io/ ', 'https://acme.api.kandji.io/api/v1'],
    ['https://acme.api.eu.kandji.io/api/v1', 'https://acme.api.eu.kandji.io/api/v1'],
    ['acme-2.api.iru.com/api/v1/', 'https://acme-2.api.iru.com/api/v1'],
    ['<https://acme.api.eu.iru.com>', 'https://acme.api.eu.iru.com/api/v1'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/api/v1'],
    ['localhost:4010', 'http://localhost:4010/api/v1'],
    ['http://[::1]:4010/api/v1/', 'http://[::1]:4010/api/v1'],
  ])('%s is read', (text, url) => {
    const read = kandjiAddress(text);
    expect(read.ok && read.url.href).toBe(url);
  });

  test.each([
    ['acme.kandji.io', 'https://acme.api.kandji.io'],
    ['https://acme.eu.kandji.io/devices/1', 'https://acme.api.eu.kandji.io'],
    ['https://acme.iru.com', 'https://acme.api.iru.com'],
    ['https://acme.iru.com', 'https://acme.api.eu.iru.com'],
  ])('the web address %s is recognised and %s is named', (text, right) => {
    const read = kandjiAddress(text);
    expect(read.ok ? '' : read.problem).toContain(right);
    expect(read.ok ? '' : read.problem).toContain('web address');
  });

  test.each([
    '',
    'https://evil.example',
    'https://acme.api.kandji.io.evil.example',
    'https://acme.api.kandji.io@evil.example',
    'https://user:secret@acme.api.kandji.io',
    'http://acme.api.kandji.io',
    'https://acme.api.kandji.io:8443',
    'https://a.b.api.kandji.io',
    'https://api.kandji.io',
    'https://acme.clients.us-1.kandji.io/api/v1',
    'https://acme.api.kandji.io/api/v1/devices?limit=1',
    'ftp://acme.api.kandji.io',
    'https://localhost:4010',
    'http://192.168.0.10',
    'http://127.0.0.1.evil.example',
    'javascript:alert(1)',
    'not an address',
  ])('%j is refused', (text) => {
    const read = kandjiAddress(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.problem).not.toContain('secret');
  });
});

test.each([
  ['https://acme.api.kandji.io', null, 'https://acme.kandji.io'],
  ['https://acme.api.eu.kandji.io', null, 'https://acme.eu.kandji.io'],
  ['https://acme.api.iru.com', null, 'https://acme.iru.com'],
  ['https://acme.api.eu.iru.com', null, 'https://acme.iru.com'],
  ['https://acme.api.kandji.io', 'https://acme.iru.com/', 'https://acme.iru.com'],
  ['https://acme.api.kandji.io', 'acme.iru.com', 'https://acme.iru.com'],
  ['http://127.0.0.1:4010', null, 'http://127.0.0.1:4010'],
])('the console of %s with %s is %s', (api, web, console) => {
  expect(consoleAddress(new URL(api), web)).toBe(console);
});

describe('a console link', () => {
  const id = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';
  const links = createConsoleLinks(new URL('https://acme.api.eu.kandji.io/api/v1'), null);

  test('is written for the device root', () => {
    expect(links.consoleUrl(id)).toBe(`https://acme.eu.kandji.io/devices/${id}`);
  });

  test.each([
    `https://acme.eu.kandji.io/devices/${id}`,
    `https://acme.kandji.io/devices/${id}/`,
    `https://acme.iru.com/devices/${id}/library?tab=status#x`,
    `https://ACME.iru.com/devices/${id.toUpperCase()}/activity`,
    `acme.eu.kandji.io/devices/${id}`,
    ` http://acme.kandji.io/devices/${id} `,
  ])('%s is this tenant’s', (text) => expect(links.readConsoleUrl(text)).toBe(id));

  test.each([`https://other.kandji.io/devices/${id}`, `other.iru.com/devices/${id}?x=1`])(
    '%s is another tenant’s',
    (text) => expect(links.readConsoleUrl(text)).toBe('foreign'),
  );

  test.each([
    '',
    'C02XG81QJHD4',
    id,
    'https://acme.eu.kandji.io/blueprints/1',
    'https://acme.eu.kandji.io/devices/not-an-id',
    `https://evil.example/devices/${id}`,
    `https://acme.kandji.io.evil.example/devices/${id}`,
    'https://',
  ])('%j is none', (text) => expect(links.readConsoleUrl(text)).toBeNull());

  test('is read under the address that the admin gave', () => {
    const own = createConsoleLinks(new URL('http://127.0.0.1:4010/api/v1'), 'http://127.0.0.1:5000');
    expect(own.readConsoleUrl(`http://127.0.0.1:5000/devices/${id}`)).toBe(id);
    expect(own.readConsoleUrl(`http://127.0.0.1:5001/devices/${id}`)).toBeNull();
  });
});

test('keys and what is grave are among the permissions to tick only for the operations that need them', () => {
  const grave = /secrets|erase|\/lock$|clearpasscode|^DELETE (?!.*lostmode)|deleteuser|remotedesktop/;
  const boxes = PERMISSIONS.filter(({ endpoint }) => grave.test(endpoint));
  const of = (wanted: string) =>
    boxes.filter(({ needed }) => needed === wanted).map(({ endpoint }) => endpoint);
  expect(of('read')).toEqual([]);
  expect(of('never')).toEqual([
    'POST /devices/{device_id}/action/deleteuser',
    'POST /devices/{device_id}/action/remotedesktop',
  ]);
  expect(of('change')).toEqual([
    'POST /devices/{device_id}/action/lock',
    'POST /devices/{device_id}/action/clearpasscode',
    'POST /devices/{device_id}/action/erase',
    'DELETE /devices/{device_id}',
    'GET /devices/{device_id}/secrets/filevaultkey',
    'GET /devices/{device_id}/secrets/unlockpin',
    'GET /devices/{device_id}/secrets/recoverypassword',
    'GET /devices/{device_id}/secrets/bypasscode',
  ]);
  for (const endpoint of of('change')) {
    const needing = operations.filter(({ permissions }) =>
      permissions.some((row) => row.endpoint === endpoint),
    );
    expect(
      needing.map(({ risk }) => risk),
      endpoint,
    ).toEqual([expect.stringMatching(/^(severe|irreversible|secret)$/)]);
  }
  expect(new Set(PERMISSIONS.map(({ endpoint }) => endpoint)).size).toBe(PERMISSIONS.length);
});

import { DAY, HOUR, MINUTE } from '../dates.ts';
import type { StaffKey } from '../people/people.ts';
import type { User } from '../people/user.ts';
import { blueprintId } from './blueprints.ts';
import { type Device, lostModeFrom } from './device.ts';
import { makeDevice, silentSince } from './make-device.ts';
import { NAMED } from './named-ids.ts';

type Person = (key: StaffKey) => User;

/** One device for each thing that has broken someone's integration. */
export function oddDevices(now: number, person: Person): Device[] {
  return [
    ...phones(now, person),
    ...goneMacs(now, person),
    ...otherPlatforms(now, person),
    ...strangeRecords(now, person),
  ];
}

function phones(now: number, person: Person): Device[] {
  return [
    makeDevice(NAMED.unsupervisedIphone, 'iPhone', now, {
      name: 'Ben’s own iPhone',
      serial: 'F2LBENOWN1',
      user: person('ben.okafor'),
      blueprintId: blueprintId('Staff iPhones'),
      tags: ['byod'],
      supervised: false,
    }),
    makeDevice(NAMED.pendingIpad, 'iPad', now, {
      name: 'Reception iPad',
      serial: 'J9KRECEPT1',
      assetTag: 'LF-IPD-01',
      blueprintId: blueprintId('Warehouse iPads'),
      tags: ['kiosk', 'Lisbon'],
      ...silentSince(now - 26 * HOUR),
      lostMode: lostModeFrom(now - 40 * MINUTE, { message: 'Please call us', phone: '+1 555 0100' }),
    }),
    makeDevice(NAMED.errorIphone, 'iPhone', now, {
      name: 'Field iPhone 3',
      serial: 'F2LFIELD03',
      assetTag: 'LF-IPH-03',
      user: person('lea.martin'),
      blueprintId: blueprintId('Staff iPhones'),
      lostMode: lostModeFrom(now - 5 * HOUR, { status: 'ERROR', message: 'Lost. Please call.' }),
    }),
  ];
}

function goneMacs(now: number, person: Person): Device[] {
  const macs = blueprintId('Staff Macs');
  return [
    makeDevice(NAMED.removedMac, 'Mac', now, {
      name: 'OLD-MBP-017',
      serial: 'C02REMOVED17',
      assetTag: 'LF-00017',
      blueprintId: macs,
      removed: true,
      mdmEnabled: false,
      agentInstalled: false,
      agentVersion: '',
      ...silentSince(now - 61 * DAY),
    }),
    makeDevice(NAMED.missingMac, 'Mac', now, {
      name: "Max's MacBook Pro",
      serial: 'C02MAXMISS34',
      assetTag: 'LF-00134',
      user: person('max.weber'),
      blueprintId: macs,
      ...silentSince(now - 34 * DAY),
    }),
    makeDevice(NAMED.erasedMac, 'Mac', now, {
      name: '',
      serial: 'C02ERASED001',
      model: '',
      modelIdentifier: '',
      osVersion: '',
      build: '',
      blueprintId: macs,
      erased: true,
      agentInstalled: false,
      agentVersion: '',
      ...silentSince(now - 3 * DAY),
      lastCheckIn: null,
    }),
    makeDevice(NAMED.archivedUsersMac, 'Mac', now, {
      name: 'Tom’s MacBook Air',
      serial: 'C02TOMGONE01',
      assetTag: 'LF-00266',
      user: person('tom.former'),
      blueprintId: blueprintId('Sales'),
    }),
    makeDevice(NAMED.unassignedMac, 'Mac', now, {
      name: 'Pool Mac 4',
      serial: 'C02POOLMAC04',
      assetTag: 'LF-POOL-4',
      blueprintId: macs,
      tags: ['pool'],
    }),
  ];
}

function otherPlatforms(now: number, person: Person): Device[] {
  return [
    makeDevice(NAMED.lobbyTv, 'AppleTV', now, {
      name: 'Lobby TV',
      serial: 'DY3LOBBYTV01',
      assetTag: 'LF-TV-01',
      blueprintId: blueprintId('Meeting Rooms'),
    }),
    makeDevice(NAMED.windowsPc, 'Windows', now, {
      name: 'LF-WIN-014',
      serial: '5CG41702WN',
      assetTag: 'LF-WIN-014',
      user: person('rui.costa'),
      blueprintId: blueprintId('Windows PCs'),
    }),
    makeDevice(NAMED.androidPhone, 'Android', now, {
      name: 'Warehouse Pixel 2',
      serial: '38291FDJH002',
      blueprintId: blueprintId('Android Phones'),
      tags: ['Warehouse'],
    }),
  ];
}

function strangeRecords(now: number, person: Person): Device[] {
  const macs = blueprintId('Engineering Macs');
  const mac = (id: string, name: string, serial: string, changes: Partial<Device> = {}) =>
    makeDevice(id, 'Mac', now, { name, serial, blueprintId: macs, ...changes });
  return [
    mac(NAMED.hostileName, '<!channel> *bold* <img src=x onerror=alert(1)>', 'C02HOSTILE01'),
    mac(NAMED.rtlName, 'جهاز المستودع الرئيسي '.repeat(10).slice(0, 200), 'C02RTLNAME01'),
    mac(NAMED.shortSerial, 'Build Mac 1', 'C02XG81QJH'),
    mac(NAMED.longSerial, 'Build Mac 2', 'C02XG81QJHD4'),
    mac(NAMED.sameAssetOne, 'Twin one', 'C02TWINONE01', { assetTag: 'LF-00777' }),
    mac(NAMED.sameAssetTwo, 'Twin two', 'C02TWINTWO02', { assetTag: 'LF-00777' }),
    mac(NAMED.bare, '', 'C02BARE00001', { bare: true }),
    mac(NAMED.everyStatus, 'QA Mac', 'C02EVERYST01', { assetTag: 'LF-QA-1', user: person('vera.novak') }),
  ];
}

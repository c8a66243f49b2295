import { DAY, HOUR } from '../dates.ts';
import type { StaffKey } from '../people/people.ts';
import type { User } from '../people/user.ts';
import { blueprintId } from './blueprints.ts';
import { type Device, lostModeFrom } from './device.ts';
import { makeDevice, silentSince } from './make-device.ts';
import { NAMED } from './named-ids.ts';

/** The devices that stories and docs name, first in the list whatever the seed. `person` finds a member of staff. */
export function namedDevices(now: number, person: (key: StaffKey) => User): Device[] {
  return [...storyDevices(now, person), ...staffDevices(now, person)];
}

function storyDevices(now: number, person: (key: StaffKey) => User): Device[] {
  return [
    makeDevice(NAMED.noorsMac, 'Mac', now, {
      name: "Noor's MacBook Air",
      serial: 'H4TX90QLM2',
      assetTag: 'LF-00412',
      model: 'MacBook Air (M2, 2022)',
      modelIdentifier: 'Mac14,2',
      osVersion: '15.3.2',
      build: '24D81',
      user: person('noor.halim'),
      blueprintId: blueprintId('Staff Macs'),
      tags: ['loaner', 'berlin'],
      filevault: { enabled: true, keyStored: true },
      storage: { capacityGb: 494.38, availableGb: 291.7 },
      activationLock: false,
      ...silentSince(now - 9 * DAY - 2 * HOUR),
      bootedAt: now - 23 * DAY,
    }),
    makeDevice(NAMED.warehouseIpad, 'iPad', now, {
      name: 'Warehouse iPad 7',
      serial: 'J9K2L7PQ4R',
      assetTag: 'LF-IPD-07',
      model: 'iPad (10th generation) (Wi-Fi)',
      modelIdentifier: 'iPad13,18',
      osVersion: '18.3.1',
      build: '22D72',
      user: person('dana.li'),
      blueprintId: blueprintId('Warehouse iPads'),
      tags: ['kiosk'],
      storage: { capacityGb: 64, availableGb: 49.1 },
      activationLock: false,
      lastCheckIn: now - 2 * HOUR,
      lastMdmCheckIn: now - 2 * HOUR,
      lostMode: lostModeFrom(now - 3 * HOUR, {
        status: 'ENABLED',
        message: 'Please return to Larkfield reception',
        phone: '+49 30 555 0142',
        footnote: 'Reward offered',
        locationStatus: 'SUCCESS',
        locationStatusAt: now - 2 * HOUR,
        location: { latitude: '52.52000659999999', longitude: '13.404954' },
        locationAt: now - 2 * HOUR - 1000,
      }),
    }),
    makeDevice(NAMED.danasIphone, 'iPhone', now, {
      name: "Dana's iPhone",
      serial: 'F2LDN0IPHN',
      assetTag: 'LF-IPH-31',
      model: 'iPhone 15',
      modelIdentifier: 'iPhone15,4',
      osVersion: '18.3.1',
      build: '22D72',
      user: person('dana.li'),
      blueprintId: blueprintId('Staff iPhones'),
      activationLock: false,
      lastCheckIn: now - HOUR,
      lastMdmCheckIn: now - HOUR,
    }),
  ];
}

function staffDevices(now: number, person: (key: StaffKey) => User): Device[] {
  const macs = blueprintId('Staff Macs');
  const mac = (id: string, name: string, serial: string, assetTag: string, key: StaffKey) =>
    makeDevice(id, 'Mac', now, { name, serial, assetTag, user: person(key), blueprintId: macs });
  return [
    mac(NAMED.anasMac, "Ana's MacBook Pro", 'C02ANA7RZQ05', 'LF-00101', 'ana.ruiz'),
    mac(NAMED.bensMac, 'Ben’s MacBook Pro', 'C02BEN4KFQ05', 'LF-00102', 'ben.okafor'),
    mac(NAMED.leasMac, 'Mac de Léa', 'C02LEA9TNQ05', 'LF-00103', 'lea.martin'),
    mac(NAMED.verasMac, 'vera-mbp', 'C02VERA6KQ05', 'LF-00104', 'vera.novak'),
    mac(NAMED.ruisMac, "Rui's MacBook Air", 'C02RUI8STQ05', 'LF-00105', 'rui.costa'),
    makeDevice(NAMED.ceosMac, 'Mac', now, {
      name: 'Ingrid’s MacBook Pro',
      serial: 'C02CEO1LKQ05',
      assetTag: 'LF-00001',
      user: person('ingrid.lark'),
      blueprintId: blueprintId('Executive'),
      tags: ['executive', 'VIP'],
    }),
  ];
}

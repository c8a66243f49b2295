import { fixedUuid } from '../random.ts';

const named = (name: string) => fixedUuid(`device ${name}`);

/** Ids of the devices that every tenant has. */
export const NAMED = {
  noorsMac: '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa',
  warehouseIpad: 'c4f9b1b7-0f4a-4e02-b3fb-1f9f6f1f5d20',
  danasIphone: 'd1a7f0e4-52c1-4c0e-8f7a-6f2b9d3c4e11',
  anasMac: named("Ana's MacBook Pro"),
  bensMac: named("Ben's MacBook Pro"),
  leasMac: named("Léa's Mac"),
  verasMac: named("Vera's Mac"),
  ruisMac: named("Rui's Mac"),
  ceosMac: named("the CEO's Mac"),
  unsupervisedIphone: named('unsupervised iPhone'),
  pendingIpad: named('iPad, Lost Mode pending'),
  errorIphone: named('iPhone, Lost Mode error'),
  removedMac: named('removed Mac'),
  missingMac: named('missing Mac'),
  erasedMac: named('erased Mac'),
  lobbyTv: named('Lobby TV'),
  windowsPc: named('Windows PC'),
  androidPhone: named('Android phone'),
  archivedUsersMac: named('Mac of an archived user'),
  unassignedMac: named('unassigned Mac'),
  hostileName: named('Mac with a hostile name'),
  rtlName: named('Mac with a right-to-left name'),
  shortSerial: named('serial inside another'),
  longSerial: named('serial around another'),
  sameAssetOne: named('same asset tag, one'),
  sameAssetTwo: named('same asset tag, two'),
  bare: named('device with nothing but an id'),
  everyStatus: named('Mac with every library status'),
} as const;

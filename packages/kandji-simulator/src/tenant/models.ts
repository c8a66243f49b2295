import type { Platform } from './device.ts';

/** A product: marketing name, Apple's identifier, and what it can run. */
export interface Model {
  readonly model: string;
  readonly identifier: string;
  readonly capacityGb: number;
  readonly systems: readonly (readonly [version: string, build: string])[];
}

const MACOS = [
  ['15.3.2', '24D81'],
  ['15.2', '24C101'],
  ['14.7.4', '23H420'],
] as const;
const IOS = [
  ['18.3.1', '22D72'],
  ['18.1.1', '22B91'],
  ['17.7.5', '21H420'],
] as const;

export const MODELS: Readonly<Record<Platform, readonly [Model, ...Model[]]>> = {
  Mac: [
    { model: 'MacBook Air (M2, 2022)', identifier: 'Mac14,2', capacityGb: 494.38, systems: MACOS },
    { model: 'MacBook Air (13-inch, M3, 2024)', identifier: 'Mac15,12', capacityGb: 494.38, systems: MACOS },
    { model: 'MacBook Pro (14-inch, Nov 2023)', identifier: 'Mac15,6', capacityGb: 994.66, systems: MACOS },
    {
      model: 'MacBook Pro (16-inch, 2021)',
      identifier: 'MacBookPro18,1',
      capacityGb: 994.66,
      systems: MACOS,
    },
    { model: 'Mac mini (M1, 2020)', identifier: 'Macmini9,1', capacityGb: 245.11, systems: MACOS },
    { model: 'iMac (24-inch, M1, 2021)', identifier: 'iMac21,1', capacityGb: 494.38, systems: MACOS },
  ],
  iPhone: [
    { model: 'iPhone 15', identifier: 'iPhone15,4', capacityGb: 128, systems: IOS },
    { model: 'iPhone SE (3rd generation)', identifier: 'iPhone14,6', capacityGb: 64, systems: IOS },
    { model: 'iPhone 13', identifier: 'iPhone14,5', capacityGb: 128, systems: IOS },
  ],
  iPad: [
    { model: 'iPad (10th generation) (Wi-Fi)', identifier: 'iPad13,18', capacityGb: 64, systems: IOS },
    { model: 'iPad Air (5th generation)', identifier: 'iPad13,16', capacityGb: 256, systems: IOS },
  ],
  AppleTV: [
    {
      model: 'Apple TV 4K (3rd generation)',
      identifier: 'AppleTV14,1',
      capacityGb: 128,
      systems: [['18.3', '22K557']],
    },
  ],
  Windows: [
    {
      model: 'Latitude 7440',
      identifier: '',
      capacityGb: 512,
      systems: [
        ['24H2', '26100'],
        ['23H2', '22631'],
      ],
    },
    { model: 'ThinkPad T14 Gen 4', identifier: '', capacityGb: 512, systems: [['24H2', '26100']] },
  ],
  Android: [
    { model: 'Pixel 8', identifier: '', capacityGb: 128, systems: [['15', 'BP1A.250305.019']] },
    { model: 'Galaxy XCover 7', identifier: '', capacityGb: 128, systems: [['14', 'UP1A.231005.007']] },
  ],
};

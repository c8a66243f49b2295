import { answers, wholePage } from './answers.ts';
import { cases, lostMac } from './cases.ts';
import { deciding } from './deciding.ts';
import { endings } from './endings.ts';
import { finding } from './finding.ts';
import { fleet } from './fleet.ts';
import { holding } from './holding.ts';
import { keys } from './keys.ts';
import { lostMode } from './lost-mode.ts';
import { maintenance } from './maintenance.ts';
import { panels } from './panels.ts';
import { reports } from './reports.ts';
import type { SceneGroup } from './scene.ts';
import { security } from './security.ts';
import { freezing, stopping } from './stopping.ts';
import { updating } from './updating.ts';

export const SCENE_GROUPS: readonly SceneGroup[] = [
  finding,
  fleet,
  reports,
  panels,
  updating,
  lostMode,
  maintenance,
  cases,
  lostMac,
  keys,
  deciding,
  security,
  freezing,
  stopping,
  holding,
  ...endings,
  answers,
  wholePage,
];

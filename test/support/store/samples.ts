import type { NewCase } from '../../../src/helpdesk/cases/case.ts';
import type { NewAuditEntry, NewRequest } from '../../../src/helpdesk/store-port.ts';

/** "Ana asks to turn off Lost Mode on Dana's iPhone." */
export function askFor(overrides: Partial<NewRequest> = {}): NewRequest {
  return {
    state: 'pending',
    deviceId: 'device-1',
    changes: [{ operation: 'disable-lost-mode', params: {} }],
    requesterId: 'U0ANA',
    requesterName: 'Ana',
    reason: 'Found it under the sofa',
    snapshot: {
      device: {
        id: 'device-1',
        name: "Dana Li's iPhone",
        model: 'iPhone 15',
        serialNumber: 'J9K2L7PQ4R',
        platform: 'iPhone',
        osVersion: '18.3.1',
        agentCheckInAt: null,
        user: { id: 'user-1', name: 'Dana Li', email: 'dana@example.com', archived: false },
        assetTag: null,
        blueprint: { id: 'blueprint-1', name: 'Phones' },
        mdmEnabled: true,
        agentInstalled: false,
        isMissing: false,
        isRemoved: false,
        agentVersion: null,
        firstEnrolledAt: 1_700_000_000_000,
        lastEnrolledAt: 1_700_000_000_000,
        lostMode: 'on',
        tags: ['kiosk'],
      },
      lostModeEnabledAt: 1_750_000_000_000,
      supervised: true,
      takenAt: 1_760_000_000_000,
    },
    differences: [{ label: 'Lost Mode', before: 'on', after: 'off' }],
    consequences: ['Whoever holds it can use it again.'],
    requirements: [{ approvals: 1, roles: ['approver'], label: 'rule 4 (line 12)' }],
    policyHash: 'a'.repeat(64),
    policyReason: 'needs one approval',
    rule: 'rule 4 (line 12)',
    exclusive: ['lost-mode'],
    expiresInMs: 4 * 3_600_000,
    dueInMs: 0,
    cards: [
      { place: 'approvals', channel: 'C0APPROVALS' },
      { place: 'requester', channel: 'U0ANA' },
    ],
    viewId: null,
    ...overrides,
  };
}

/** A line of the record. */
export function entryOf(overrides: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    action: 'asked',
    actorId: 'U0ANA',
    deviceId: 'device-1',
    requestId: null,
    operations: ['disable-lost-mode'],
    result: 'needs-approval',
    rule: 'rule 4 (line 12)',
    policyHash: 'a'.repeat(64),
    text: { reason: 'Found it under the sofa' },
    ...overrides,
  };
}

/** "Dana reports her iPhone as stolen." */
export const caseOf = (overrides: Partial<NewCase> = {}): NewCase => ({
  report: {
    kind: 'stolen',
    person: { userId: 'U0DANA', name: 'Dana Li' },
    reporter: { userId: 'U0DANA', name: 'Dana Li' },
    via: null,
    device: {
      device: askFor().snapshot.device,
      details: {
        supervised: true,
        hasPasscode: null,
        activationLock: true,
        filevault: null,
        mdmCheckInAt: 1_760_000_000_000,
      },
    },
    description: '',
    place: 'Train to Hamburg, around 8:30',
    phone: '+49 170 5550142',
  },
  plan: 'at-once',
  channel: 'C0CASES',
  viewId: null,
  ...overrides,
});

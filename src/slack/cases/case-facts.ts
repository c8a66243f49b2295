import { type Case, caseSeenAt } from '../../helpdesk/cases/case.ts';
import { FORGOTTEN } from '../../helpdesk/request.ts';
import { dateText, foreignText, join, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';

/** Where, how to call back, which device, and how well it is protected. */
export function factLines({ report }: Case): readonly Mrkdwn[] {
  const { device, place, phone, description } = report;
  const typed = (text: string, max: number) => (text === FORGOTTEN ? mrkdwn`` : foreignText(text, max));
  const seen = device && caseSeenAt(device);
  return [
    typed(description, 300),
    typed(place, 500),
    phone === '' || phone === FORGOTTEN ? mrkdwn`` : mrkdwn`Call back: ${foreignText(phone, 60)}`,
    ...(device
      ? [
          join(
            [
              foreignText(device.device.serialNumber, 40),
              seen === null ? 'last seen: unknown' : mrkdwn`last seen ${dateText(seen)}`,
            ],
            ' · ',
          ),
          protection(device),
        ]
      : []),
  ].filter(({ plain }) => plain !== '');
}

function protection({ details }: NonNullable<Case['report']['device']>): Mrkdwn {
  if (!details) return mrkdwn``;
  const { hasPasscode, activationLock, filevault } = details;
  return join(
    [
      ...(filevault
        ? [
            filevault.on ? 'FileVault on' : 'FileVault off',
            filevault.keyStored ? 'key stored' : 'no key stored',
          ]
        : []),
      ...(hasPasscode === null ? [] : [hasPasscode ? 'Passcode set' : 'No passcode']),
      ...(activationLock === null ? [] : [activationLock ? 'Activation Lock on' : 'Activation Lock off']),
    ],
    ' · ',
  );
}

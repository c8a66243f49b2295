import { type Case, callBackPhone, caseSeenAt } from '../../helpdesk/cases/case.ts';
import { FORGOTTEN } from '../../helpdesk/request.ts';
import { dateText, foreignText, join, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';

/** What somebody typed; empty where it was removed. */
export const typedText = (text: string, most: number): Mrkdwn =>
  text === FORGOTTEN ? mrkdwn`` : foreignText(text, most);

/** The number to call back; empty where none is known. */
export const callBackText = (phone: string): Mrkdwn =>
  phone === '' || phone === FORGOTTEN ? mrkdwn`` : mrkdwn`Call back: ${foreignText(phone, 60)}`;

/** Places that were typed later; more than these stand in the thread only. */
const MOST_ADDED = 3;

/** Where, how to call back, which device, and how well it is protected. */
export function factLines(one: Case): readonly Mrkdwn[] {
  const { device, place, description } = one.report;
  const added = one.events.filter(({ said }) => said && said.place !== '' && said.place !== FORGOTTEN);
  const seen = device && caseSeenAt(device);
  return [
    typedText(description, 300),
    typedText(place, 500),
    ...added
      .slice(-MOST_ADDED)
      .flatMap(({ at, said }) => [mrkdwn`Added ${dateText(at)}:`, typedText(said?.place ?? '', 300)]),
    callBackText(callBackPhone(one)),
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

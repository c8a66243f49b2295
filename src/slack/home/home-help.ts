import type { KnownBlock } from '@slack/types';
import { context, divider, header, section } from '../block-kit/blocks.ts';
import { code, dateText, lines, mrkdwn } from '../block-kit/text.ts';
import { type HelpPlaces, whereToAsk } from '../who-can-help.ts';

/** What Home's help is made from. */
interface HelpViewModel {
  readonly canFind: boolean;
  /** The person sees their own devices. */
  readonly seesOwn: boolean;
  /** A serial number of theirs, for an example. */
  readonly serial: string | null;
  readonly places: HelpPlaces;
  /** What the command is called here: `/kandji`. */
  readonly command: string;
  /** When this was drawn, epoch ms. */
  readonly now: number;
}

/** For who looks up devices: what to type. For everybody else: whom to ask. */
export const homeHelp = ({ canFind, seesOwn, serial, places, command, now }: HelpViewModel): KnownBlock[] => [
  divider,
  header('Help'),
  section(
    canFind
      ? lines([
          mrkdwn`${code(`${command} ${serial?.slice(0, 6) ?? '<anything>'}`)} finds a device by serial number, asset tag, name or person`,
          ...(seesOwn ? [mrkdwn`${code(`${command} mine`)} shows your own devices`] : []),
          mrkdwn`${code(`${command} help`)} lists everything you may do`,
        ])
      : whereToAsk(places),
  ),
  context(mrkdwn`As of ${dateText(now, 'time')}`),
];

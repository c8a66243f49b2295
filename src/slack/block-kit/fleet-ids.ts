import { LONGEST_NAME, REPORT_NAMES } from '../../helpdesk/fleet/report-kinds.ts';
import {
  count,
  deviceId,
  kandjiId,
  oneOf,
  payloadCodec,
  requestId,
  typedTextField,
} from './payload-codec.ts';

const reportOf = { name: oneOf(REPORT_NAMES), argument: typedTextField(LONGEST_NAME) };
/** A page of its devices, counted from 0, or of its parts. */
const pageOf = payloadCodec({ ...reportOf, page: count, list: oneOf(['', 'parts']) }, 1);

/** The part of the table of `action_id`s that is about the whole fleet, and about waiting and writing. */
export const FLEET_IDS = {
  /** A report over the fleet; a page of what it lists; a file. */
  'report.open': payloadCodec(reportOf),
  'report.page': pageOf,
  'report.back': pageOf,
  'report.last': pageOf,
  'report.parts': payloadCodec(reportOf),
  'report.csv': payloadCodec(reportOf),
  /** From a digest in a channel: the presser's own report. */
  'digest.open': payloadCodec(reportOf),
  /** The preview of messages to the people of a report; what someone answers to theirs. */
  'message.open': payloadCodec(reportOf),
  'message.done': payloadCodec({ messageId: kandjiId }),
  'message.not-mine': payloadCodec({ messageId: kandjiId }),
  'message.lost': payloadCodec({ messageId: kandjiId }),
  /** The form for a watch; ends one. */
  'watch.open': payloadCodec({ deviceId }),
  'watch.end': payloadCodec({ watchId: requestId }),
} as const;

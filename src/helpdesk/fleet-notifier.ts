import type { ToldNews, UserMessage } from './message.ts';
import type { DigestPolicy } from './policy.ts';
import type { ThreadPlace, Watch, WatchEnd } from './watches/watch.ts';

/** What is said by itself about the fleet. Throws as `Notifier` does. */
export interface FleetNotifier {
  /** How a watch ended, in the thread that it names, else in a direct message: also where that thread takes no message. */
  tellWatch(watch: Watch, end: WatchEnd): Promise<void>;
  /** A direct message to one person, with its answers. @returns where it was posted; `null`: Slack takes none for them */
  sendMessage(userId: string, message: UserMessage): Promise<ThreadPlace | null>;
  /** How messages were answered, to who sent them: one message, which is edited later. @returns where it stands; `null`: nowhere */
  tellSender(news: ToldNews): Promise<ThreadPlace | null>;
  /** A report's number in the digest's channel, with a way to open it; nothing where another company reads along, or is about to. */
  postDigest(digest: DigestPolicy, report: FleetCount): Promise<void>;
}

/** A report's number over the whole fleet. */
export interface FleetCount {
  readonly name: string;
  readonly argument: string;
  readonly title: string;
  /** Devices, or groups where the report counts those. */
  readonly total: number;
  /** How many devices it is about: those of its platform, without removed records. */
  readonly concerned: number;
  /** When what it rests on was read, epoch ms. */
  readonly asOf: number;
  /** How old the device index is, in ms, where that is too old; else `null`. */
  readonly staleMs: number | null;
}

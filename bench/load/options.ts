import { parseArgs } from 'node:util';

export interface LoadOptions {
  readonly seconds: number;
  readonly rate: number;
  readonly killEverySeconds: number;
  /** Run the fuzz tests at their full count instead. */
  readonly fuzz: boolean;
}

/** So that no one leaves it running by mistake. */
const MOST_SECONDS = 900;
const MOST_RATE = 200;

export const USAGE = `npm run load -- [--seconds 300] [--rate 50] [--kill-every 30] | --fuzz
  Presses in two real replicas on one PostgreSQL while Kandji, Slack and the replicas fail, and checks what must hold.
  --seconds N     how long people press, at most ${MOST_SECONDS}
  --rate N        presses a second over both replicas, at most ${MOST_RATE}
  --kill-every N  seconds between two kills -9 of the second replica
  --fuzz          100,000 generated Slack payloads and 100,000 generated Kandji answers instead`;

/** @throws Error with the usage when something is not understood */
export function readOptions(args: readonly string[]): LoadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '300' },
      rate: { type: 'string', default: '50' },
      'kill-every': { type: 'string', default: '30' },
      fuzz: { type: 'boolean', default: false },
    },
  });
  return {
    seconds: within(values.seconds, MOST_SECONDS),
    rate: within(values.rate, MOST_RATE),
    killEverySeconds: within(values['kill-every'], MOST_SECONDS),
    fuzz: values.fuzz,
  };
}

function within(text: string, most: number): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0 && number <= most) return number;
  throw new Error(`"${text}" is not a number from 1 to ${most}.\n${USAGE}`);
}

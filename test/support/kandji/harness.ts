import { onTestFinished } from 'vitest';
import {
  type KandjiOptions as SimulatorOptions,
  startKandji,
} from '../../../packages/kandji-simulator/src/index.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { kandjiAddress } from '../../../src/kandji/console-url.ts';
import { createKandji, type KandjiOptions } from '../../../src/kandji/index.ts';
import { createBudget } from './fake-budget.ts';

/** A token for servers that look at none. */
export const TOKEN = '2f0b8a52-7a0b-4c0c-9a0b-1de1d8a3d7e4';

/** Every line that was logged, as one text. */
export function createLogBook() {
  const lines: string[] = [];
  const write = (facts: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push(`${message} ${JSON.stringify(facts)}`);
  return { log: { info: write, warn: write, error: write }, lines };
}

/** A client of the API at `url`, with a budget and a log book of its own. */
export function clientOf(url: string, token: string, changes: Partial<KandjiOptions> = {}) {
  const address = kandjiAddress(url);
  if (!address.ok) throw new Error(address.problem);
  const book = createLogBook();
  const budget = createBudget();
  const calls: { endpoint: string; status: number | null }[] = [];
  const kandji = createKandji({
    apiUrl: address.url,
    token,
    budget,
    log: book.log,
    onCall: ({ endpoint, status }) => calls.push({ endpoint, status }),
    ...changes,
  });
  return { ...kandji, budget, calls, logged: book.lines };
}

/** A simulated tenant and a client of it, until the test is over. */
export async function startWorld(
  simulator: SimulatorOptions = {},
  changes: Partial<KandjiOptions> = {},
  permissions?: readonly string[],
) {
  const tenant = await startKandji({ commandDelay: 0, ...simulator });
  onTestFinished(() => tenant.close());
  const token = permissions === undefined ? tenant.token : tenant.permit(permissions);
  return { tenant, token, ...clientOf(tenant.url, token, changes) };
}

/** The same, whose client has a clock of its own. */
export async function startWorldWithClock() {
  const clock = { now: 1_800_000_000_000 };
  return { ...(await startWorld({}, { now: () => clock.now })), clock };
}

/** How a read fails. */
export async function failure(read: Promise<unknown>): Promise<MdmError> {
  const error = await read.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof MdmError)) throw new Error(`No MdmError but ${String(error)}`);
  return error;
}

/** Waits until `test` holds. */
export async function until(test: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Waited in vain: ${what}`);
}

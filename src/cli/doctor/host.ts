import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { keyFault, type OpenStore, openStore, StoreOutdated } from '../../store/index.ts';
import { dataFile, openFile, openToAll } from '../../store/sqlite.ts';
import { type StorePlace, silent } from '../clients.ts';
import type { CommandIo } from '../command.ts';
import { checkDigests, checkFindings, checkFleet, checkWatches } from './fleet.ts';
import { checkLimits, type NameOf } from './limits.ts';

const { ok, look, bad } = about('Database');

/**
 * Is there a store, can it be written, and may someone serve from it? Makes and migrates nothing.
 * @param tenant the host of Kandji's API; `null` where that is not known
 * @param nameOf what Slack calls a person; `null` where it doesn't say
 */
export async function checkDatabase(
  place: StorePlace,
  hide: CommandIo['hide'],
  policy: Policy | null,
  tenant: string | null,
  nameOf: NameOf,
): Promise<readonly CheckResult[]> {
  const { databaseUrl, dataDir } = place;
  if (databaseUrl === null && !existsSync(dataFile(dataDir))) return [notYet(dataDir)];
  try {
    const store = await openStore({
      databaseUrl,
      dataDir,
      log: silent,
      hide,
      exclusive: false,
      migrate: false,
    });
    return await inside(store, place, policy, tenant, nameOf).finally(() => store.close());
  } catch (error) {
    if (error instanceof StoreOutdated)
      return [look('the tables of this version are not there yet.', 'The next start makes them.')];
    const words = error instanceof Error ? error.message : String(error);
    return [
      bad(
        words,
        databaseUrl === null
          ? 'Check DATA_DIR and its owner.'
          : 'Check DATABASE_URL and that the server runs.',
      ),
    ];
  }
}

async function inside(
  store: OpenStore,
  place: StorePlace,
  policy: Policy | null,
  tenant: string | null,
  nameOf: NameOf,
): Promise<readonly CheckResult[]> {
  await store.ping();
  const kind = store.kind === 'postgres' ? 'PostgreSQL' : `the embedded store in ${place.dataDir}`;
  const { unfinished, rejectedCards, deadJobs, fleet, findings, watches } = await store.survey();
  const { unknown = 0, ...waiting } = unfinished;
  const open = Object.values(waiting).reduce((sum, count) => sum + count, 0);
  return [
    ok(`${kind} can be read and written.`),
    ...((await store.identityChanged())
      ? [
          bad(
            'this store was restored or copied, and has not been accepted.',
            'Run “restored” before the next start.',
          ),
        ]
      : []),
    ...(store.kind === 'sqlite' ? readable(place.dataDir) : []),
    ...signing(place, await store.signedFrom()),
    ...checkFleet(fleet, tenant),
    ...checkFindings({ fleet, findings }),
    ...checkWatches({ fleet, watches }),
    ...checkDigests({ fleet }, policy),
    ...(open > 0 ? [ok(`${open} ${open === 1 ? 'request is' : 'requests are'} unfinished.`)] : []),
    ...(unknown > 0
      ? [
          look(
            `it isn't known how ${unknown} ${unknown === 1 ? 'request' : 'requests'} ended at Kandji.`,
            `An approver can record the result: ${place.command} requests all.`,
          ),
        ]
      : []),
    ...(rejectedCards.count > 0
      ? [
          about('Cards').bad(
            `Slack rejects ${rejectedCards.count === 1 ? 'the card of an open request' : `${rejectedCards.count} cards of open requests`}: ${rejectedCards.why}.`,
            'Let the app post in the approvals channel, or name another one. Until then, /kandji requests all shows what waits.',
          ),
        ]
      : []),
    ...frozen(await store.controls.freeze()),
    ...(await checkLimits(store, policy, place.command, nameOf)),
    ...(deadJobs > 0
      ? [
          look(
            `${deadJobs} ${deadJobs === 1 ? 'message' : 'messages'} could not be delivered.`,
            'The log of that time says why.',
          ),
        ]
      : []),
  ];
}

const frozen = (freeze: Freeze | null): readonly CheckResult[] =>
  freeze === null
    ? []
    : [
        about('Freeze').look(
          `changes are frozen since ${new Date(freeze.at).toISOString()} by ${freeze.byName}: ${freeze.reason}.`,
          'Two people with the right “release” end it with /kandji unfreeze; alone: npm start -- unfreeze REASON --name NAME.',
        ),
      ];

/** The start mends this where it may. */
const readable = (dataDir: string): readonly CheckResult[] => openToAll(dataDir).map(said(look));

const said =
  (warn: typeof look) =>
  ({ file, mode }: ReturnType<typeof openToAll>[number]): CheckResult =>
    warn(`every user of this machine can read ${file} (${mode}).`, `chmod 600 ${file}`);

/** Is the file with the tokens, where there is one, only for who may read it? */
export const checkEnvFile = (path: string): readonly CheckResult[] =>
  openFile(path).map(said(about('Settings').look));

/** Is the audit log signed, as far as the environment says? */
function signing(
  { auditKey, auditSignedFrom }: StorePlace,
  signedFrom: number | null,
): readonly CheckResult[] {
  const fault = keyFault(auditKey);
  if (fault !== null) return [bad(fault, 'Until then the helpdesk does not start.')];
  if (auditKey === null && signedFrom !== null)
    return [
      bad(
        `the audit log is signed from entry ${signedFrom} on, and AUDIT_KEY is not set.`,
        'Set it: without it nothing can be added.',
      ),
    ];
  if (auditKey === null)
    return [
      look(
        'AUDIT_KEY is not set, so someone who can write to the database could rebuild the audit log.',
        'Set it.',
      ),
    ];
  if (signedFrom === null || signedFrom <= auditSignedFrom) return [];
  return [
    look(
      `the audit log is signed from entry ${signedFrom} on, and AUDIT_SIGNED_FROM is ${auditSignedFrom}, so “audit verify” fails.`,
      `Only if AUDIT_KEY was set later than the first start: AUDIT_SIGNED_FROM=${signedFrom}.`,
    ),
  ];
}

/** Before the first start. */
function notYet(dataDir: string): CheckResult {
  const nearest = nearestFolder(resolve(dataDir));
  try {
    accessSync(nearest, constants.W_OK);
    return look(`there is no store in ${dataDir} yet.`, 'The first start makes it.');
  } catch {
    return bad(
      `there is no store in ${dataDir}, and it cannot be made there.`,
      `Let this user write to ${nearest}.`,
    );
  }
}

const nearestFolder = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));

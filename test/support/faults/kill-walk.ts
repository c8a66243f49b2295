import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Kandji, startKandji } from '../../../packages/kandji-simulator/src/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { silent } from '../store/harness.ts';
import { chance } from '../store/walked-tenant.ts';

const WALKS = fileURLToPath(new URL('../store/walk-on.ts', import.meta.url));
const KILLS = 12;
const CHANGES = 25;
/** Later than any clock of the process before. */
const DAYS_APART = 30 * 86_400_000;

/** @param database its address; `null`: the embedded store */
export function killWalk(database: () => Promise<string | null>): void {
  test(`${KILLS} times during walks, while devices come and go: the index equals the tenant after enough walks`, async () => {
    const kandji = await startKandji({ devices: 700, rateLimit: false, commandDelay: 0 });
    onTestFinished(() => kandji.close());
    const dataDir = mkdtempSync(join(tmpdir(), 'kandji-walk-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const databaseUrl = await database();
    const where = databaseUrl === null ? { dataDir } : { databaseUrl };
    const random = chance(16);
    let walks = 0;
    for (let run = 0; run < KILLS; run += 1) {
      const walker = startWalker(kandji, where, run * DAYS_APART);
      // Every third is killed in a later walk, however slow the machine is.
      await walker.until(run % 3 === 0 ? 2 : 1);
      const killed = sleep(20 + random() * 400).then(() => walker.kill());
      for (let n = 0; n < CHANGES; n += 1) {
        change(kandji, random);
        await sleep(random() * 10);
      }
      await killed;
      walks += walker.lines.length - 1;
    }
    // At least some walks were over before the kill, and not all of them were.
    expect(walks).toBeGreaterThan(0);
    const last = startWalker(kandji, where, KILLS * DAYS_APART);
    await last.until(6);
    await last.kill();
    expect(JSON.parse(last.lines.at(-1) ?? '{}')).toMatchObject({ held: false });
    expect(await indexed(where)).toEqual(truth(kandji));
  }, 180_000);
}

function startWalker(kandji: Kandji, where: object, aheadMs: number) {
  const given = { apiUrl: `${kandji.url}/api/v1`, token: kandji.token, aheadMs, ...where };
  const child: ChildProcess = spawn(process.execPath, [WALKS, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line !== ''));
  });
  const ended = once(child, 'exit');
  return {
    lines,
    /** Until it has said so many lines: that it is open, and each walk's end. */
    until: async (count: number) => {
      while (lines.length < count) {
        if (child.exitCode !== null) throw new Error('the walker ended by itself');
        await sleep(10);
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Renamed, tagged, removed, or enrolled again with the same serial number. */
function change({ tenant }: Kandji, random: () => number): void {
  const live = tenant.devices.filter(({ bare }) => !bare);
  const device = live[Math.floor(random() * live.length)];
  if (!device) return;
  const which = random();
  if (which < 0.5) device.name = `Mac ${Math.floor(random() * 1e6)}`;
  else if (which < 0.9) device.tags = random() < 0.5 ? ['loaner', 'kiosk'] : [];
  else {
    tenant.removeDevice(device.id);
    const id = device.id.replace(/^.{8}/, () =>
      Math.floor(random() * 0xffffffff)
        .toString(16)
        .padStart(8, '0'),
    );
    if (random() < 0.6) tenant.addDevice({ ...device, id });
  }
}

const truth = ({ tenant }: Kandji) =>
  new Map(
    tenant.devices.map(({ id, bare, name, tags, serial }) => [
      id,
      bare ? 'unreadable' : { name: name || serial, serial, tags: tags.toSorted() },
    ]),
  );

async function indexed(where: object) {
  const store = await openStore({ ...where, log: silent });
  const all = { any: 'all' as const, ownEmail: '', own: [] };
  const found = new Map<string, unknown>();
  for (let after = ''; ; ) {
    const page = await store.fleet.search.page({ words: [] }, all, after);
    for (const { id, name, serialNumber, tags } of page)
      found.set(id, serialNumber === '' ? 'unreadable' : { name, serial: serialNumber, tags });
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  await store.close();
  return found;
}

import { parseArgs } from 'node:util';
import { startPage } from './page/index.ts';
import { PLAY_POLICY, startPlayground } from './start.ts';

const HELP = `npm run play -- [options]
  --port 4800      address of the page
  --devices 120    devices in the simulated Kandji
  --latency 150    ms that Kandji takes for each answer
  --seed 1         another number, another fleet
  --data DIR       keep the store there (default: a throw-away folder)
  --log            print the app's log
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4800' },
      devices: { type: 'string', default: '120' },
      latency: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string' },
      log: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'port' | 'devices' | 'latency' | 'seed') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 0)
      throw new Error(`--${name} takes a whole number, not "${values[name]}".`);
    if (name === 'port' && value > 65_535) throw new Error('--port takes a number up to 65535.');
    return value;
  };
  return {
    help: values.help,
    port: number('port'),
    kandji: { devices: number('devices'), latency: number('latency'), seed: number('seed') },
    ...(values.data && { dataDir: values.data }),
    ...(values.log && { log: (line: string) => void process.stderr.write(line) }),
  };
}

async function play(): Promise<void> {
  const { help, port, ...options } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const playground = await startPlayground({
    ...options,
    colleagues: true,
    // A large simulated fleet is walked over at once.
    env: { FLEET_SHARE: '50' },
    policy: `${PLAY_POLICY}asset_tag_pattern: 'LF-[A-Z0-9-]+'
digests: [{ report: not-seen, days: 14, every: day ${digestTime()}, timezone: UTC, channel: C0HELP }]
`,
  });
  const { slack, kandji, manifest, clock, restart } = playground;
  await slack
    .as('U0DANA')
    .say(
      'C0HELP',
      'Hello! My iPad J9K2L7PQ4R (LF-IPD-07) says it is lost, but I have found it in the canteen.',
    );
  const page = await startPage({ port, slack, kandji, manifest, clock, restartApp: restart }).catch(
    async (error: NodeJS.ErrnoException) => {
      await playground.close();
      if (error.code !== 'EADDRINUSE') throw error;
      throw new Error(`Port ${port} is taken. Try another one: npm run play -- --port ${nextTo(port)}`);
    },
  );
  process.stdout.write(
    `The playground is ready: ${page.url}\nTry /kandji H4TX90QLM2 in #it-helpdesk. Stop it with Ctrl+C.\n`,
  );
  let leavingSince: number | null = null;
  const leave = () => {
    // Ctrl-C on `npm run play` comes from the terminal and once more from npm.
    if (leavingSince !== null && performance.now() - leavingSince < 1_000) return;
    if (leavingSince !== null) process.exit(1);
    leavingSince = performance.now();
    Promise.all([page.close(), playground.close()]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
}

/** Some minutes ago, so that one is posted when the clock is set a day forward. */
const digestTime = (): string => new Date(Date.now() - 10 * 60_000).toISOString().slice(11, 16);

const nextTo = (port: number): number => (port < 65_535 ? port + 1 : port - 1);

play().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

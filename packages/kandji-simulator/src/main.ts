import { parseArgs } from 'node:util';
import { startKandji } from './index.ts';

const HELP = `npm start --workspace packages/kandji-simulator -- [options]
  --port 4802      port on 127.0.0.1; 0 takes any free one
  --devices 120    devices in the tenant, up to 100000
  --latency 150    milliseconds added to each response
  --seed 1         another number gives another fleet
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4802' },
      devices: { type: 'string', default: '120' },
      latency: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const number = (name: 'port' | 'devices' | 'latency' | 'seed') => {
    if (!/^\d+$/.test(values[name]))
      throw new Error(`--${name} takes a whole number, not "${values[name]}".`);
    return Number(values[name]);
  };
  const kandji = await startKandji({
    port: number('port'),
    devices: number('devices'),
    latency: number('latency'),
    seed: number('seed'),
  });
  process.stdout.write(
    `KANDJI_API_URL=${kandji.url}\nKANDJI_API_TOKEN=${kandji.token}\nThe simulated Kandji is ready. Stop it with Ctrl+C.\n`,
  );
  const leave = () => void kandji.close();
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

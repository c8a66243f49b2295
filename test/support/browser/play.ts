import { startPage } from '../../../playground/page/index.ts';
import { PLAY_POLICY, type Playground, startPlayground } from '../../../playground/start.ts';

/** The whole playground: both simulators, the real app, and the page. */
export interface Play extends Playground {
  readonly url: string;
}

/** Starts it on free ports; Kandji answers fast and devices obey at once. */
export async function startPlay(policy = PLAY_POLICY): Promise<Play> {
  const playground = await startPlayground({
    pollMs: 50,
    policy,
    kandji: { devices: 40, commandDelay: 50 },
  });
  const { slack, kandji, manifest, clock, restart } = playground;
  const page = await startPage({ slack, kandji, manifest, clock, restartApp: restart });
  return {
    ...playground,
    url: page.url,
    async close() {
      await page.close();
      await playground.close();
    },
  };
}

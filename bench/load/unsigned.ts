import { Agent, request } from 'node:http';

/** How a stranger could try: nothing signed, signed with something else, signed long ago, half signed. */
export const FORGERIES: readonly (() => Readonly<Record<string, string>>)[] = [
  () => ({}),
  () => ({ 'x-slack-request-timestamp': seconds(), 'x-slack-signature': `v0=${'0'.repeat(64)}` }),
  () => ({ 'x-slack-request-timestamp': '1', 'x-slack-signature': `v0=${'a'.repeat(64)}` }),
  () => ({ 'x-slack-request-timestamp': 'soon', 'x-slack-signature': 'v0=' }),
  () => ({ 'x-slack-signature': 'v1=beef' }),
];

const BODY = 'command=%2Fkandji&text=H4TX90QLM2&user_id=U0ANA&channel_id=C0HELP&team_id=T0LARK';

const seconds = (): string => String(Math.floor(Date.now() / 1_000));

/** Sends so many unsigned requests over kept-alive connections. @returns the statuses that came back, and requests a second */
export async function pretendToBeSlack(
  url: string,
  count: number,
): Promise<{ readonly statuses: ReadonlySet<number>; readonly rate: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const statuses = new Set<number>();
  const began = performance.now();
  let sent = 0;
  const one = async (): Promise<void> => {
    while (sent < count) {
      const forged = FORGERIES[sent % FORGERIES.length]?.() ?? {};
      sent += 1;
      statuses.add(await post(url, agent, forged));
    }
  };
  await Promise.all(Array.from({ length: 32 }, one));
  agent.destroy();
  return { statuses, rate: (count / (performance.now() - began)) * 1_000 };
}

function post(url: string, agent: Agent, forged: Readonly<Record<string, string>>): Promise<number> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': BODY.length,
    ...forged,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume().on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject).end(BODY);
  });
}

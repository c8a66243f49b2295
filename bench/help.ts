import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { makeBed } from './bed.ts';
import { atLeast, figure, type Measurement, median, perSecond, ratio } from './figure.ts';
import type { Child } from './load/child.ts';

const ROUNDS = 8;
const PRESSES = 500;
const AT_ONCE = 8;

/** `/kandji help` is answered in the ack's own body: how many a second, beside a Bolt app that only answers. */
export const help: Measurement = {
  name: 'help',
  title: `/kandji help, answered in the ack (${AT_ONCE} at a time, ${ROUNDS} rounds of ${PRESSES}, in turns)`,
  async run() {
    const bed = await makeBed();
    try {
      const { signingSecret } = bed.slack;
      const helpdesk = await bed.startHelpdesk();
      const answer = await firstAnswer(helpdesk, signingSecret);
      const bare = await bed.startBare(answer);
      const rates: Record<'helpdesk' | 'bare', number[]> = { helpdesk: [], bare: [] };
      for (let round = 0; round <= ROUNDS; round += 1) {
        const a = await rate(helpdesk, signingSecret, answer);
        const b = await rate(bare, signingSecret, answer);
        if (round === 0) continue; // warm-up
        rates.helpdesk.push(a);
        rates.bare.push(b);
      }
      const share = median(rates.helpdesk.map((a, round) => a / (rates.bare[round] ?? Number.NaN)));
      return [
        figure('the helpdesk', median(rates.helpdesk), perSecond),
        figure('a bare Bolt app, same receiver, same answer', median(rates.bare), perSecond),
        atLeast('helpdesk ÷ bare Bolt', share, 0.7, ratio()),
      ];
    } finally {
      await bed.close();
    }
  },
};

async function firstAnswer(child: Child, secret: string): Promise<string> {
  const pool = poolOf(child);
  const answer = await press(pool, signed(secret));
  await pool.close();
  return answer;
}

/** Presses a second, from signed requests that lie ready. @throws Error when an answer is not the expected one */
async function rate(child: Child, secret: string, expected: string): Promise<number> {
  const pool = poolOf(child);
  const requests = Array.from({ length: PRESSES }, () => signed(secret));
  const began = performance.now();
  const one = async () => {
    for (let next = requests.pop(); next; next = requests.pop()) {
      const answer = await press(pool, next);
      if (answer !== expected) throw new Error(`${child.name} answered otherwise: ${answer.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  return PRESSES / seconds;
}

const poolOf = ({ port }: Child) => new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });

interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `/kandji help` by Ana, as Slack sends it (Slack docs, verifying requests). */
function signed(secret: string): Signed {
  const body = new URLSearchParams({
    command: '/kandji',
    text: 'help',
    team_id: 'T0LARK',
    user_id: 'U0ANA',
    channel_id: 'C0HELP',
    api_app_id: 'A0KANDJI',
    response_url: 'http://127.0.0.1:9/commands/T0LARK/1/never-used',
    trigger_id: randomUUID(),
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
  };
}

async function press(pool: Pool, { headers, body }: Signed): Promise<string> {
  const answer = await pool.request({ method: 'POST', path: '/slack/events', headers, body });
  const text = await answer.body.text();
  if (answer.statusCode !== 200)
    throw new Error(`the ack came with ${answer.statusCode}: ${text.slice(0, 200)}`);
  return text;
}

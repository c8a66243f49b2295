import { checkMessage, checkView } from '../../../packages/slack-sandbox/src/index.ts';

/** Slack's Web API without a network: questions about people go to the local Slack once, everything else is checked and taken. */
export interface SlackStandIn {
  readonly fetch: typeof fetch;
  /** What Slack would have refused, in its words. */
  readonly broken: string[];
  readonly calls: () => number;
}

/** Answers that do not depend on anything we send. */
const QUESTIONS = new Set([
  'users.info',
  'usergroups.list',
  'auth.test',
  'conversations.info',
  'users.lookupByEmail',
]);

export function slackStandIn(): SlackStandIn {
  const broken: string[] = [];
  const known = new Map<string, Promise<string>>();
  const counts = { calls: 0, views: 0 };
  const answerTo = async (url: string, init: RequestInit | undefined): Promise<string> => {
    const { pathname } = new URL(url);
    const body = String(init?.body ?? '');
    const method = pathname.startsWith('/api/') ? pathname.slice('/api/'.length) : 'response_url';
    if (QUESTIONS.has(method)) {
      const key = `${method} ${body}`;
      const answer = known.get(key) ?? fetch(url, init).then((response) => response.text());
      known.set(key, answer);
      // A connection that was closed while it was idle is no answer to remember.
      answer.catch(() => known.delete(key));
      return answer;
    }
    broken.push(...problemsOf(method, argumentsOf(body)).map((problem) => `${method}: ${problem}`));
    counts.views += 1;
    const view = { id: `V${counts.views}` };
    return JSON.stringify({ ok: true, ts: `1.${counts.views}`, channel: 'C0HELP', view });
  };
  return {
    broken,
    calls: () => counts.calls,
    fetch: async (input, init) => {
      counts.calls += 1;
      const url = input instanceof Request ? input.url : String(input);
      const text = await answerTo(url, init);
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    },
  };
}

/** Slack's limits on what a call shows. */
export function problemsOf(method: string, args: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = [];
  if (method.startsWith('views.')) problems.push(...checkView(args.view));
  if (args.blocks !== undefined) problems.push(...checkMessage(args, { update: method === 'chat.update' }));
  return problems;
}

/** Calls are forms whose lists and objects are JSON; a response_url takes JSON. */
function argumentsOf(body: string): Record<string, unknown> {
  if (body.startsWith('{')) return JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) && ['blocks', 'view', 'attachments'].includes(name)
        ? (JSON.parse(value) as unknown)
        : value,
    ]),
  );
}

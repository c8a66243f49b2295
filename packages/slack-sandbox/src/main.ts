import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type LocalSlack, startSlack } from './index.ts';

const HELP = `npm start --workspace packages/slack-sandbox -- [options]
  --port 4801               port on 127.0.0.1; 0 takes any free one
  --manifest manifest.yml   the app's manifest, YAML or JSON
  --request-url URL         where the app listens over HTTP; without it the app uses Socket Mode
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4801' },
      manifest: { type: 'string', default: 'manifest.yml' },
      'request-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const requestUrl = values['request-url'];
  if (requestUrl !== undefined && !/^https?:$/.test(URL.parse(requestUrl)?.protocol ?? ''))
    throw new Error('--request-url takes an address such as http://127.0.0.1:3000/slack/events.');
  if (!/^\d+$/.test(values.port)) throw new Error(`--port takes a whole number, not "${values.port}".`);
  // npm runs a workspace's script in the workspace, and says here where the command was typed.
  const manifest = readFileSync(resolve(process.env.INIT_CWD ?? '.', values.manifest), 'utf8');
  const slack = await startSlack({ port: Number(values.port), manifest });
  slack.connect(requestUrl === undefined ? 'socket' : { requestUrl });
  process.stdout.write(`SLACK_API_URL=${slack.apiUrl}
SLACK_BOT_TOKEN=${slack.botToken}
${requestUrl === undefined ? `SLACK_APP_TOKEN=${slack.appToken}` : `SLACK_SIGNING_SECRET=${slack.signingSecret}`}
The local Slack is ready. Type as somebody: U0ANA C0HELP Hello. Stop it with Ctrl+C.
`);
  const typed = createInterface({ input: process.stdin });
  const show = screen(slack);
  typed.on('line', (line) => void type(slack, line, show));
  const leave = () => {
    typed.close();
    void slack.close();
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
}

/** Does what one line says: a person, a channel, and what this person types there. */
async function type(slack: LocalSlack, line: string, show: (userId: string) => void): Promise<void> {
  const [, userId, channelId, text] = /^\s*(U\w+)\s+([CD]\w+)\s+(\S.*)$/.exec(line) ?? [];
  try {
    if (userId === undefined || channelId === undefined || text === undefined)
      throw new Error('Type a user id, a channel id and a text: U0ANA C0HELP Hello');
    const person = slack.as(userId);
    show(userId);
    if (!text.startsWith('/')) return void (await person.say(channelId, text));
    const { notice } = await person.command(channelId, text);
    if (notice !== undefined) process.stdout.write(`${notice}\n`);
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** Prints what comes onto the screen of the person who typed last; the answer says who that is. */
function screen(slack: LocalSlack): (userId: string) => void {
  const printed = new Set<string>();
  let watching: string | undefined;
  const look = () => {
    if (watching === undefined) return;
    const person = slack.as(watching);
    const places = [
      ...person.channels().map(({ id, name }) => ({ id, name: `#${name}` })),
      { id: person.dmId(), name: 'Direct message' },
    ];
    for (const { id, name } of places)
      for (const { ts, author, words, text } of person.sees(id)) {
        const line = `${name} ${author.name}: ${words || text}\n`;
        if (!printed.has(`${ts} ${line}`)) process.stdout.write(line);
        printed.add(`${ts} ${line}`);
      }
  };
  slack.onChange(look);
  return (userId) => {
    watching = userId;
    look();
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

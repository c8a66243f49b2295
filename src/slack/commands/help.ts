import type { KnownBlock } from '@slack/types';
import type { OperationName, Right } from '../../helpdesk/operation.ts';
import { denyNonMember } from '../../helpdesk/policy/authorize.ts';
import { context, header, section } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import {
  code,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  type Text,
} from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { adminsText } from '../notices.ts';
import { COMMANDS, type CommandRow, type HelpTopic } from './parse.ts';

type Permission = OperationName | Right;

/**
 * Help from the table that parses, and only what this person may do.
 * @param held every right and operation that this person holds on some device
 * @param name what the command is called here: `/kandji`
 */
export function renderHelp(
  topic: HelpTopic | null,
  held: readonly Permission[],
  name: string,
  admins: readonly string[] = [],
): Card {
  const mine = COMMANDS.filter((command) => isFor(command, held));
  const about = mine.filter((command) => command.topic === topic);
  if (topic !== null && topic !== 'help')
    return about.length > 0 ? aboutTopic(about, name) : notForYou(topic, name);
  return overview(mine, name, admins);
}

const isFor = ({ needs }: CommandRow, held: readonly Permission[]): boolean =>
  needs.length === 0 || needs.some((need) => held.includes(need));

function overview(commands: readonly CommandRow[], name: string, admins: readonly string[]): Card {
  const onlyHelp = commands.every((command) => command.needs.length === 0);
  const eitherWay = commands.some(({ mayComeLast, topic }) => mayComeLast && topic !== 'help');
  const intro = onlyHelp ? noPermission(admins) : eitherWay ? eitherWayTyped(name) : TYPE;
  const rows = lines(commands.map((command) => line(command, name)));
  const first = commands.find(({ topic }) => topic !== 'help');
  return {
    text: messageText(lines([intro, rows])),
    blocks: [
      header('Kandji helpdesk'),
      section(intro),
      section(rows),
      ...(onlyHelp || !first
        ? []
        : [context(mrkdwn`More about one: ${code(`${name} help ${first.topic}`)}`)]),
    ],
  };
}

const noPermission = (admins: readonly string[]): Mrkdwn =>
  mrkdwn`You don't have permission to use Kandji helpdesk. Ask ${adminsText(admins)}.`;
const eitherWayTyped = (name: string): Mrkdwn =>
  mrkdwn`What you can type. The device can come first, too: ${code(`${name} C02XG… library`)}.`;
const TYPE = mrkdwn`What you can type:`;

const line = ({ form, does }: CommandRow, name: string): Mrkdwn =>
  mrkdwn`${code(`${name} ${form}`)} — ${ownText(does)}`;

function aboutTopic(commands: readonly CommandRow[], name: string): Card {
  const blocks = commands.flatMap((command): KnownBlock[] => [
    section(line(command, name)),
    ...command.more.map((text) => context(withCode(text))),
    context(mrkdwn`Example: ${code(`${name} ${command.example}`)}${otherVerbs(command)}`),
  ]);
  return { text: messageText(lines(commands.map((command) => line(command, name)))), blocks };
}

function otherVerbs({ verbs, mayComeLast }: CommandRow): Mrkdwn {
  const others = verbs.slice(1).filter((verb) => /^[a-z]+$/.test(verb));
  const also =
    others.length === 0
      ? ownText('')
      : mrkdwn` · also ${join(
          others.map((verb) => code(verb)),
          ', ',
        )}`;
  return mayComeLast && verbs[0] !== 'help' ? mrkdwn`${also} · the device can come first` : also;
}

/** Our own sentence, with what stands in backticks as code. */
const withCode = (text: string): Mrkdwn =>
  join(
    text.split('`').map((piece, index) => (index % 2 === 1 ? code(piece) : ownText(piece))),
    '',
  );

function notForYou(topic: HelpTopic, name: string): Card {
  const text = mrkdwn`You don't have permission to use ${code(`${name} ${topic}`)}. ${code(`${name} help`)} shows what you can do.`;
  return { text: messageText(text), blocks: [section(text)] };
}

/** Topics and names of the command are few. */
const MOST_DRAWN = 100;

/** {@link renderHelp}, drawn once: what somebody holds is worked out once for each set of roles under a policy. */
function drawHelp({ drawnHelp }: AppContext, ...given: Required<Parameters<typeof renderHelp>>): Card {
  const [topic, held, name, admins] = given;
  const drawn = drawnHelp.get(held) ?? new Map<string, Card>();
  drawnHelp.set(held, drawn);
  const key = JSON.stringify([topic, name, admins]);
  const card = drawn.get(key) ?? renderHelp(...given);
  if (drawn.size < MOST_DRAWN) drawn.set(key, card);
  return card;
}

/** Help, with only what this person may do; for somebody who is no member, why there is none. */
export const helpFor = async (
  app: AppContext,
  interaction: Interaction,
  { topic, notes }: { readonly topic: HelpTopic | null; readonly notes: readonly Text[] },
): Promise<Card> => {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) return { text: foreign, blocks: [section(ownText(foreign))] };
  return withRemarks(
    drawHelp(app, topic, app.helpdesk.heldBy(actor), interaction.command, interaction.admins),
    notes,
  );
};

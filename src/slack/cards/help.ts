import type { KnownBlock } from '@slack/types';
import type { OperationName, Right } from '../../helpdesk/operation.ts';
import { context, header, section } from '../blocks.ts';
import { COMMANDS, type Command, type HelpTopic } from '../command-line.ts';
import { code, join, lines, messageText, own, type Words, words } from '../words.ts';
import type { Card } from './device.ts';

type Permission = OperationName | Right;

/**
 * Help from the table that parses, and only what this person may do.
 * @param held every right and operation that this person holds on some device
 */
export function helpCard(topic: HelpTopic | null, held: readonly Permission[]): Card {
  const mine = COMMANDS.filter((command) => isFor(command, held));
  const about = mine.filter((command) => command.topic === topic);
  if (topic !== null && topic !== 'help') return about.length > 0 ? aboutTopic(about) : notForYou(topic);
  return overview(mine);
}

const isFor = ({ needs }: Command, held: readonly Permission[]): boolean =>
  needs.length === 0 || needs.some((need) => held.includes(need));

function overview(commands: readonly Command[]): Card {
  const onlyHelp = commands.every((command) => command.needs.length === 0);
  const eitherWay = commands.some(({ mayComeLast, topic }) => mayComeLast && topic !== 'help');
  const intro = onlyHelp ? NO_ROLE : eitherWay ? EITHER_WAY : TYPE;
  const rows = lines(commands.map(line));
  const first = commands.find(({ topic }) => topic !== 'help');
  return {
    text: messageText(lines([intro, rows])),
    blocks: [
      header('Kandji helpdesk'),
      section(intro),
      section(rows),
      ...(onlyHelp || !first ? [] : [context(MORE.get(first) ?? moreAbout(first))]),
    ],
  };
}

const NO_ROLE = words`You have no role in the helpdesk yet. Ask an admin of this app to add you.`;
const EITHER_WAY = words`What you can type. The device can come first, too: ${code('/kandji C02XG… library')}.`;
const TYPE = words`What you can type:`;

const moreAbout = ({ topic }: Command): Words => words`More about one: ${code(`/kandji help ${topic}`)}`;

const draw = ({ form, does }: Command): Words => words`${code(form)} — ${own(does)}`;

/** The table never changes, so its lines are drawn once. */
const drawnOnce = (drawn: (command: Command) => Words): ReadonlyMap<Command, Words> =>
  new Map(COMMANDS.map((command) => [command, drawn(command)]));
const LINES = drawnOnce(draw);
const MORE = drawnOnce(moreAbout);

const line = (command: Command): Words => LINES.get(command) ?? draw(command);

function aboutTopic(commands: readonly Command[]): Card {
  const blocks = commands.flatMap((command): KnownBlock[] => [
    section(line(command)),
    ...command.more.map((text) => context(withCode(text))),
    context(words`Example: ${code(command.example)}${otherVerbs(command)}`),
  ]);
  return { text: messageText(lines(commands.map(line))), blocks };
}

function otherVerbs({ verbs, mayComeLast }: Command): Words {
  const others = verbs.slice(1).filter((verb) => /^[a-z]+$/.test(verb));
  const also =
    others.length === 0
      ? own('')
      : words` · also ${join(
          others.map((verb) => code(verb)),
          ', ',
        )}`;
  return mayComeLast && verbs[0] !== 'help' ? words`${also} · the device can come first` : also;
}

/** Our own sentence, with what stands in backticks as code. */
const withCode = (text: string): Words =>
  join(
    text.split('`').map((piece, index) => (index % 2 === 1 ? code(piece) : own(piece))),
    '',
  );

function notForYou(topic: HelpTopic): Card {
  const text = words`${code(`/kandji ${topic}`)} is not among what you may do here. ${code('/kandji help')} shows what is.`;
  return { text: messageText(text), blocks: [section(text)] };
}

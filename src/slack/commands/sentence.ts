import { looksLikeId, looksLikeLink } from '../../helpdesk/search/query.ts';
import { escapeText } from '../block-kit/text.ts';
import { commandOf } from './command-table.ts';
import { platformsOf } from './keys.ts';
import { decodeSlackText, isBare, type Token, tokenize } from './tokenize.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Nobody greets a device: with one of these, the others are read as a sentence, too. */
const GREETINGS =
  setOf(`hi hello hey hiya howdy yo greetings morning afternoon evening thanks thank thx ty cheers
  please pls plz ok okay bye goodbye welcome`);
/** What only a question begins with. */
const QUESTIONS = setOf(`whose who's whos what's whats where's wheres how's hows`);
/** Words of sentences that are hardly ever names; two words of a sentence are needed, one of them of these. */
const STRONG =
  setOf(`you u i i'm im i've ive i'd id who what where which why how when help look looking lookup find
  search show tell check give get need want wanna know`);
/** Words between them. Some are names, too, so they decide nothing. */
const WEAK =
  setOf(`is are was were be been am the a an this that these those it its it's of on in at for from to by
  with about and or any some me us we he she they his her their him them up out into has have had does do did done
  doing can could would will should may might belong belongs assigned uses using used owns owned owner user person
  somebody someone anybody anyone device devices machine computer status info information there here now today just
  quick quickly still also again wrong going happening happened broken working work works not no isn't won't doesn't
  can't cant cannot problem issue trouble having stuck slow dead good great cool nice perfect awesome team all
  everyone everybody folks bot kandji helpdesk so much very dear sorry yes yeah got moment serious question`);
const LOST = setOf('lost stolen stole misplaced missing');
const MINE = setOf('my mine our');

/**
 * A direct message or mention as a sentence: "can you look up C02XG0FDH7 please?" is `C02XG0FDH7`. `null`: it reads like a
 * command or a name.
 * @param text as Slack delivers it
 * @param self our bot's user id
 * @returns what is left to be read as a command, in Slack's escaping; empty when it only greets, thanks or asks for help
 */
export function readSentence(text: string, self: string | null): { readonly rest: string } | null {
  const plain = decodeSlackText(text, self).replace(/(?<=^|\s):[\w+'-]+:(?=\s|$)/g, EMOJI);
  const { tokens } = tokenize(plain);
  const sorts = tokens.map(sortOf);
  const count = (sort: Sort): number => sorts.filter((one) => one === sort).length;
  const kept = tokens.filter((_, index) => sorts[index] === 'kept');
  const isOwn = count('mine') > 0;
  const [strong, weak] = [count('strong'), count('weak') + count('mine')];
  const isSearch =
    tokens[0] !== undefined && isBare(tokens[0]) && commandOf(tokens[0].text)?.kind === 'find-keys';
  if (isSearch && count('sure') === 0 && strong + weak === 1) return null;
  const isSentence =
    count('sure') > 0 ||
    (strong > 0 && (strong + weak > 1 || kept.some(pointsAtDevice))) ||
    (weak > 1 && kept.some(pointsAtDevice)) ||
    (isOwn && (count('lost') > 0 || weak > 1));
  if (!isSentence) return null;
  const isLost = count('lost') > 0 || (isOwn && /\bcan(?:no|['\u2019])?t find\b/i.test(plain));
  const lost = isLost ? ['lost'] : [];
  const named = kept.filter(
    (token) => pointsAtDevice(token) || token.mention !== null || /['\u2019]s$/.test(token.text),
  );
  if (!isOwn) return { rest: [...lost, ...kept.map(retyped)].join(' ') };
  const verbs = kept.filter((token) => isBare(token) && commandOf(token.text) !== null);
  if (named.length > 0) return { rest: [...lost, ...[...verbs, ...named].map(retyped)].join(' ') };
  const kinds = kept.filter((token) => isBare(token) && platformsOf(token.text) !== null);
  return { rest: [...lost, ...verbs.map(retyped), 'mine', ...kinds.map(retyped)].join(' ') };
}

/** Any emoji, for `:wave:`. */
const EMOJI = '\u{1F44B}';

type Sort = 'sure' | 'strong' | 'weak' | 'mine' | 'lost' | 'kept';

function sortOf(token: Token): Sort {
  if (!isBare(token)) return 'kept';
  const word = token.text.toLowerCase().replaceAll('\u2019', "'");
  if (/^\p{Extended_Pictographic}/u.test(word)) return 'sure';
  if (!/[\p{L}\p{N}]/u.test(word)) return 'weak';
  if (GREETINGS.has(word) || QUESTIONS.has(word)) return 'sure';
  if (STRONG.has(word)) return 'strong';
  if (MINE.has(word)) return 'mine';
  if (LOST.has(word)) return 'lost';
  return WEAK.has(word) ? 'weak' : 'kept';
}

/** Written like a serial, an asset tag, an e-mail, an id or a link. */
const pointsAtDevice = ({ text, key }: Token): boolean =>
  key !== null ||
  looksLikeId(text) ||
  looksLikeLink(text) ||
  text.includes('@') ||
  (text.length > 4 && /\d/.test(text));

/** The token as it could be typed, in Slack's escaping. */
function retyped(token: Token): string {
  const value =
    token.mention === null
      ? token.parts
          .map((part) => (token.quoted || /[\s,]/.test(part) ? `"${escapeText(part)}"` : escapeText(part)))
          .join(',')
      : `<@${token.mention}>`;
  return token.key === null ? value : `${token.key}:${value}`;
}

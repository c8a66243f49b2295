import { looksLikeLink } from '../../helpdesk/search/query.ts';
import { looksLikeId } from '../../helpdesk/search/search-keys.ts';
import { escapeText } from '../block-kit/text.ts';
import { commandOf, notOffered } from './command-table.ts';
import { isEmoticon } from './emoticon.ts';
import { platformsOf } from './keys.ts';
import { lossIn } from './loss.ts';
import { decodeSlackText, isBare, type Token, tokenize } from './tokenize.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** No one greets a device: with one of these, the others are read as a sentence, too. */
const GREETINGS =
  setOf(`hi hello hey hiya howdy yo greetings morning afternoon evening please pls plz ok okay bye goodbye welcome
  hallo hola bonjour salut ciao moin servus bitte guten gm`);
/** The same; where one begins a text, what follows says what for. */
const THANKS =
  setOf(`thanks thank thx thanx ty tysm tyvm tks thankyou cheers danke dankeschön vielen dank merci gracias grazie
  obrigado obrigada kiitos tack arigato`);
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
  found worked works fixed solved sorted helped helps
  quick quickly still also again wrong going happening happened broken working work works not no isn't won't doesn't
  can't cant cannot problem issue trouble having stuck slow dead good great cool nice perfect awesome team all
  everyone everybody many any waiting folks bot kandji helpdesk so much very dear sorry yes yeah got moment serious question`);
/** What a question without a question mark begins with. */
const AUXILIARIES = setOf('is are was were do does did has have had can could would should how');
/** Answers to something: no one searches for one. Alone, or with nothing but words of sentences after it. */
const ANSWERS = setOf('yes yeah yep yup no nope nah ok okay');
/** The same, where they stand alone: with others they may be a name. */
const LONE_ANSWERS = setOf(
  'sure great good cool nice perfect awesome fine done right wow haha lol sorry understood',
);
const LOST = setOf('lost stolen stole misplaced missing');
const MINE = setOf('my mine our');

/**
 * A direct message or mention as a sentence: "can you look up C02XG0FDH7 please?" is `C02XG0FDH7`. `null`: it reads like a
 * command or a name.
 * @param text as Slack delivers it
 * @param self our bot's user id
 * @param isForced it was read otherwise already, in vain: every word of a sentence goes
 * @returns what is left to be read as a command, in Slack's escaping; empty when it only greets, thanks or asks for help
 */
export function readSentence(
  text: string,
  self: string | null,
  isForced = false,
): { readonly rest: string } | null {
  const { plain, tokens } = wordsOf(text, self);
  const sorts = tokens.map(sortOf);
  const count = (sort: Sort): number => sorts.filter((one) => one === sort).length;
  const kept = tokens.filter((_, index) => sorts[index] === 'kept');
  const isOwn = count('mine') > 0;
  const [strong, weak] = [count('strong'), count('weak') + count('mine')];
  const isSearch =
    tokens[0] !== undefined && isBare(tokens[0]) && commandOf(tokens[0].text)?.kind === 'find-keys';
  if (isSearch && count('sure') === 0 && strong + weak === 1) return null;
  if (isAnswer(tokens) || isThanks(tokens) || isRemark(tokens)) return { rest: '' };
  const isQuestion = plain.endsWith('?') || AUXILIARIES.has(wordAt(tokens, 0));
  const loss = lossIn(plain, isOwn);
  const isSentence =
    isForced ||
    loss !== null ||
    count('sure') > 0 ||
    (isQuestion && weak > 0 && strong + weak + count('lost') > 1) ||
    (strong > 0 && (strong + weak > 1 || kept.some(pointsAtDevice))) ||
    (weak > 1 && kept.some(pointsAtDevice)) ||
    (isOwn && (count('lost') > 0 || weak > 1));
  // "missing iphone": no device is called so.
  if (!isSentence && kept.length > 0 && count('lost') > 0 && kept.every((token) => kindIn(token) !== null))
    return { rest: ['lost', ...kept.map(retyped)].join(' ') };
  if (!isSentence) return null;
  const isLost =
    loss === 'device' ||
    (loss === null && count('lost') > 0) ||
    (isOwn && loss === null && /\bcan(?:no|['\u2019])?t find\b/i.test(plain));
  const lost = isLost ? ['lost'] : [];
  const named = kept.filter(
    (token) =>
      pointsAtDevice(token) || token.mention !== null || (isPossessive(token) && kindIn(token) === null),
  );
  const verbs = kept.filter(
    (token) =>
      isBare(token) &&
      (loss === 'other'
        ? commandOf(token.text)?.kind === 'operation'
        : commandOf(token.text) !== null || notOffered(token.text) !== null),
  );
  // Whose files or access are lost has no device to look for, but one that is named, or a key.
  if (loss === 'other' && named.length === 0 && verbs.length === 0) return { rest: '' };
  if ((!isOwn && loss === null) || (isForced && verbs.length === 0))
    return { rest: [...lost, ...kept.map(retyped)].join(' ') };
  if (named.length > 0) return { rest: [...lost, ...[...verbs, ...named].map(retyped)].join(' ') };
  const kinds = kept.map(kindIn).filter((kind) => kind !== null);
  return { rest: [...lost, ...verbs.map(retyped), 'mine', ...kinds].join(' ') };
}

const isPossessive = ({ text }: Token): boolean => /['\u2019]s$/.test(text);

/** The platform word in a token, also of "my iPad's gone"; `null`: it is none. */
function kindIn(token: Token): string | null {
  const word = token.text.replace(/['\u2019]s$/, '');
  return isBare(token) && platformsOf(word) !== null ? word : null;
}

/** Words of a device's name at most, for {@link mayBeName}. */
const LONGEST_NAME = 6;
/** What a greeting has not and a device's name may have, beside platform words. */
const DEVICE_NOUN = /^(?:computers?|machines?|devices?)$/i;

/**
 * True for a text that reads like a sentence and could be a device's whole name all the same: "Welcome iPad", "Ok Computer".
 * @param self our bot's user id
 * @returns the name, or `null`
 */
export function mayBeName(text: string, self: string | null): string | null {
  const { plain, tokens } = wordsOf(text, self);
  const sorts = tokens.map(sortOf);
  const isShort =
    tokens.length > 1 && tokens.length <= LONGEST_NAME && !/[?!\n]|\p{Extended_Pictographic}/u.test(plain);
  const asks =
    AUXILIARIES.has(wordAt(tokens, 0)) ||
    sorts.filter((sort) => sort === 'strong').length > 1 ||
    sorts.includes('mine') ||
    sorts.includes('lost');
  const isNamed = tokens.some(
    ({ text: word }, index) =>
      sorts[index] === 'kept' || platformsOf(word) !== null || DEVICE_NOUN.test(word),
  );
  const isPlain = tokens.every(
    (token) =>
      commandOf(token.text) === null && token.mention === null && !token.quoted && !pointsAtDevice(token),
  );
  return isShort && isPlain && isNamed && !asks ? plain : null;
}

function wordsOf(
  text: string,
  self: string | null,
): { readonly plain: string; readonly tokens: readonly Token[] } {
  const plain = decodeSlackText(text, self).replace(/(?<=^|\s)\S{2,60}(?=\s|$)/g, (word) =>
    isEmoticon(word) ? EMOJI : word,
  );
  return { plain, tokens: tokenize(plain).tokens };
}

const wordAt = (tokens: readonly Token[], at: number): string => {
  const token = tokens[at];
  return token !== undefined && isBare(token) ? token.text.toLowerCase() : '';
};

/** "yes", "no", "nope, not now", "great". */
function isAnswer(tokens: readonly Token[]): boolean {
  const others = tokens.slice(1);
  if (others.length === 0 && LONE_ANSWERS.has(wordAt(tokens, 0))) return true;
  return (
    ANSWERS.has(wordAt(tokens, 0)) &&
    others.every((token) => ['sure', 'strong', 'weak'].includes(sortOf(token)))
  );
}

/** "thanks, that did the trick", "danke, Noor!": for something, or to someone, and nothing that a device is known by. */
function isThanks(tokens: readonly Token[]): boolean {
  return (
    THANKS.has(wordAt(tokens, 0)) &&
    tokens.every(
      (token) =>
        isBare(token) &&
        !pointsAtDevice(token) &&
        platformsOf(token.text) === null &&
        !DEVICE_NOUN.test(token.text) &&
        commandOf(token.text) === null &&
        notOffered(token.text) === null &&
        !['mine', 'lost'].includes(sortOf(token)) &&
        !/['\u2019]s$/.test(token.text),
    )
  );
}

const POINTING = /^(?:it|it['\u2019]s|that|that['\u2019]s|this|these|those)$/i;

/** "that worked", "it works now :)", ":)": nothing but words of sentences, about what was there before. */
const isRemark = (tokens: readonly Token[]): boolean =>
  tokens.length > 0 &&
  tokens.every((token) => token.text === EMOJI || sortOf(token) === 'weak') &&
  tokens.some(({ text }) => text === EMOJI || (tokens.length > 1 && POINTING.test(text)));

/** Any emoji, for `:wave:`. */
const EMOJI = '\u{1F44B}';

type Sort = 'sure' | 'strong' | 'weak' | 'mine' | 'lost' | 'kept';

function sortOf(token: Token): Sort {
  if (!isBare(token)) return 'kept';
  const word = token.text.toLowerCase().replaceAll('\u2019', "'");
  if (/^\p{Extended_Pictographic}/u.test(word)) return 'sure';
  if (!/[\p{L}\p{N}]/u.test(word)) return 'weak';
  if (GREETINGS.has(word) || THANKS.has(word) || QUESTIONS.has(word)) return 'sure';
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

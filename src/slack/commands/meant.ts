import { closestMatches } from '../../helpdesk/search/suggestions.ts';
import { COMMANDS, plainWord } from './command-table.ts';
import { isBare, type Token } from './tokenize.ts';

/** The command that was perhaps mistyped as the first or last word of a search, without its name: `update C02XG…`. */
export function meantCommand(tokens: readonly Token[]): string | null {
  const verbs = COMMANDS.flatMap((command) => command.verbs).filter((verb) => verb.length >= 4);
  for (const at of [0, tokens.length - 1]) {
    const token = tokens[at];
    if (token === undefined || !isBare(token) || !/^[a-z-]{4,}$/i.test(token.text)) continue;
    const verb = closestMatches(plainWord(token.text), verbs);
    if (verb === null) continue;
    const rest = tokens.filter((_, index) => index !== at).map(retype);
    return tokens.length === 1 ? verb : `${verb} ${rest.join(' ')}`;
  }
  return null;
}

const retype = (token: Token): string => {
  if (token.mention !== null) return '@…';
  return token.quoted && token.key === null ? `"${token.text}"` : token.raw;
};

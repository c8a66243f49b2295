import { kindsAlone, type Query } from '../../helpdesk/search/query.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { openReport } from './report.ts';

/**
 * `lost` as a report: without a device, of one's own ("I lost my iPad"), or of someone's whom an agent names. False where it is about
 * Lost Mode of a device instead, or where no lost device can be reported here.
 */
export async function reportsLost(
  app: AppContext,
  interaction: Interaction,
  typed: Query | null,
): Promise<boolean> {
  const policy = app.ports.policies.current();
  const kinds = typed && kindsAlone(typed);
  if (typed !== null && typed.by !== 'mine' && personIn(typed) === null && kinds === null) return false;
  const actor = await interaction.actor();
  const held = app.helpdesk.heldBy(actor);
  const takes = held.includes('take-case');
  // "lost iphone" is one's own, said by who looks up no others; by an agent it is about Lost Mode.
  if (kinds !== null && (held.includes('lookup') || !held.includes('report-own-lost'))) return false;
  const query: Query | null = kinds === null ? typed : { by: 'mine', platforms: kinds };
  if (!policy?.cases && (query !== null || held.includes('lookup'))) return false;
  if (query === null) {
    // Judged before anything is offered: where no window can be opened, the answer is a button.
    await app.helpdesk.requireReporter(actor, takes ? null : actor.userId);
    await openReport(app, interaction, { whose: takes ? 'any' : 'mine' });
    return true;
  }
  const personId = personIn(query);
  if (query.by === 'mine' ? !takes && !held.includes('report-own-lost') && held.includes('lookup') : !takes)
    return false;
  await app.helpdesk.requireReporter(actor, personId ?? actor.userId);
  const wanted = query.by === 'mine' ? query.platforms.join(',') : '';
  await openReport(
    app,
    interaction,
    personId === null ? { whose: 'mine', wanted } : { whose: 'any', personId },
  );
  return true;
}

/** The one Slack person whom the words name; `null` where they name a device. */
const personIn = (query: Query): string | null =>
  query.by === 'slack-people' && query.userIds.length === 1 && query.platforms.length === 0
    ? (query.userIds[0] ?? null)
    : null;

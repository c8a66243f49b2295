import type { Kandji, TrafficEntry } from '../../packages/kandji-simulator/src/index.ts';
import type { Delivery, LocalSlack, SlackTraffic } from '../../packages/slack-sandbox/src/index.ts';
import type { Item, Said, WireTraffic } from './wire.ts';

/** Only the newest exchanges are kept in a window. */
const SHOWN = 250;

export interface TrafficView {
  items(): Item[];
  said(id: string): Said | undefined;
}

/** Both simulators' traffic as one list, in the order in which it began. */
export function trafficView(slack: LocalSlack, kandji: Kandji): TrafficView {
  const numbers = new WeakMap<TrafficEntry, number>();
  let count = 0;
  const numberOf = (entry: TrafficEntry): number => {
    const number = numbers.get(entry) ?? ++count;
    numbers.set(entry, number);
    return number;
  };
  const kandjiRows = (): WireTraffic[] =>
    kandji.traffic.slice(-SHOWN).map((entry) => kandjiRow(entry, numberOf(entry)));
  return {
    items() {
      const rows = [...slack.traffic.slice(-SHOWN).map((entry) => slackRow(entry, slack)), ...kandjiRows()];
      return rows
        .toSorted((a, b) => a.at - b.at || a.order - b.order)
        .slice(-SHOWN)
        .map((row) => ({ key: `traffic:${row.id}` as const, value: row }));
    },
    said(id) {
      const number = Number(id.slice(1));
      if (id.startsWith('s'))
        return masked(saidBySlack(slack.traffic.find((entry) => entry.id === number)), kandji.keys.given);
      const entry = kandji.traffic.find((one) => numbers.get(one) === number);
      return entry && { request: { query: entry.query, body: entry.body }, reply: { status: entry.status } };
    },
  };
}

/** A key that was shown to a person is masked in the traffic. */
export function masked<T>(value: T, secrets: ReadonlySet<string>): T {
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string')
      return [...secrets].reduce((text, secret) => text.replaceAll(secret, '[masked]'), inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, walk(one)]));
  };
  return secrets.size === 0 ? value : (walk(value) as T);
}

function slackRow(entry: SlackTraffic, slack: LocalSlack): WireTraffic {
  const row = {
    text: entry.kind === 'delivery' ? '' : shortText(entry.args.text),
    order: entry.id,
    id: `s${entry.id}`,
    at: entry.at,
    status: entry.status ?? 0,
    ms: entry.ms ?? -1,
    problems: entry.problems,
  };
  if (entry.kind !== 'delivery') {
    const refused = entry.reply?.ok === false ? String(entry.reply.error) : '';
    const outcome = entry.ms === undefined ? 'waiting' : refused || 'ok';
    const place = entry.args.channel;
    const where = typeof place === 'string' ? ` ${placeName(slack, place)}` : '';
    return {
      ...row,
      from: 'app',
      to: 'Slack',
      kind: 'api',
      title: entry.method + where,
      person: '',
      outcome,
    };
  }
  const person = entry.user ?? '';
  return {
    ...row,
    from: 'Slack',
    to: 'app',
    kind: entry.type,
    title: titleOf(entry),
    person,
    outcome: entry.outcome,
  };
}

function placeName(slack: LocalSlack, id: string): string {
  const channel = slack.world.channels.get(id);
  return channel === undefined ? id : channel.kind === 'im' ? 'direct message' : `#${channel.name}`;
}

const LONGEST = 140;

function shortText(text: unknown): string {
  if (typeof text !== 'string') return '';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function titleOf(entry: Delivery): string {
  if (entry.type !== 'slash_command') return entry.name;
  return `${entry.name} ${String(entry.payload.text ?? '')}`.trim();
}

function saidBySlack(entry: SlackTraffic | undefined): Said | undefined {
  if (entry === undefined) return undefined;
  if (entry.kind === 'delivery') return { request: entry.payload, reply: entry.ack ?? null };
  return { request: entry.args, reply: entry.reply ?? null };
}

function kandjiRow(entry: TrafficEntry, number: number): WireTraffic {
  const status = entry.status ?? 0;
  const query = new URLSearchParams(entry.query).toString();
  const path = entry.path.replace(/^\/api\/v1/, '');
  const ended = entry.ms !== null;
  const broken =
    ended && entry.status === null ? 'no answer' : status >= 400 ? `refused with ${status}` : 'ok';
  return {
    order: number,
    id: `k${number}`,
    at: entry.at,
    from: 'app',
    to: 'Kandji',
    kind: entry.method,
    text: '',
    title: query === '' ? path : `${path}?${query}`,
    person: '',
    status,
    outcome: ended ? broken : 'waiting',
    ms: Math.round(entry.ms ?? -1),
    problems: entry.fault === undefined ? [] : [`made to fail: ${entry.fault}`],
  };
}

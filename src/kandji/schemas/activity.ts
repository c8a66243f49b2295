import { z } from 'zod';
import type { Activity } from '../../helpdesk/device.ts';
import { splitWords } from '../../helpdesk/text.ts';
import { errorChainText } from './device-command.ts';
import { id, instant, record, text, toRecord, toText } from './primitives.ts';

type Details = Readonly<Record<string, unknown>>;

/** How a known kind of activity reads. Unknown ones show their own word and what their details say of a change. */
const KINDS: Readonly<
  Record<string, { title(details: Details): string; detail(details: Details): string | null }>
> = {
  enrollment: { title: () => 'Enrolled', detail: enrolment },
  computer_enrollment: { title: () => 'Enrolled', detail: enrolment },
  name_changed: { title: () => 'Name changed', detail: fromTo },
  mdm_command_completed: { title: (details) => command(details, 'completed'), detail: profileName },
  mdm_command_failed: { title: (details) => command(details, 'failed'), detail: failure },
  routing_arrival: { title: () => 'Moved here by Blueprint Routing', detail: blueprintName },
  routing_departure: { title: () => 'Moved away by Blueprint Routing', detail: blueprintName },
  device_csp_query: { title: () => 'Windows settings read', detail: statusText },
  device_csp_application: { title: () => 'Windows settings applied', detail: statusText },
  amapi_policy_update_success: { title: () => 'Android policy updated', detail: () => null },
};

/** A row of `…/activity`. The set of types is open (Kandji API docs name about a dozen). */
export const activity = z
  .object({
    id,
    created_at: instant,
    action_type: text,
    details: record,
    user: z.unknown().optional(),
    external_token: z.unknown().optional(),
  })
  .transform((raw): Activity => {
    const type = raw.action_type ?? '';
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
    return {
      id: raw.id,
      at: raw.created_at,
      type,
      title: kind?.title(raw.details) ?? (humanize(type) || 'Something happened'),
      detail: detailOf(
        kind === undefined ? (fromTo(raw.details) ?? failure(raw.details)) : kind.detail(raw.details),
        raw.details,
      ),
      by: whoDid(raw.user, raw.external_token),
      failed: failed(type, raw.details),
    };
  });

/** Which library item or Windows setting it was about stands first (vendor's examples, November 2026). */
function detailOf(detail: string | null, details: Details): string | null {
  const { display_name, name } = toRecord(details.library_item_details);
  const about =
    toText(display_name) ?? toText(name) ?? toText(details.library_item_name) ?? toText(details.csp_name);
  const parts = [about, detail].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : [...new Set(parts)].join(': ');
}

/** A person by name or e-mail, else the API token that did it; each may be an object or a bare word. */
function whoDid(user: unknown, token: unknown): Activity['by'] {
  const person = nameOf(user);
  if (person !== null) return { kind: 'person', name: person };
  const named = nameOf(token);
  return named === null ? null : { kind: 'token', name: named };
}

function nameOf(value: unknown): string | null {
  const { name, email } = toRecord(value);
  return toText(value) ?? toText(name) ?? toText(email);
}

function failed(type: string, details: Details): boolean {
  if (/fail|error/i.test(type)) return true;
  const status = toText(details.status) ?? '';
  return status === '4' || /fail|error/i.test(status);
}

function command(details: Details, ending: 'completed' | 'failed'): string {
  const name = toText(details.request_type) ?? toText(details.command_type);
  return `${name === null ? 'Command' : splitWords(name)} ${ending}`;
}

function failure(details: Details): string | null {
  return errorChainText(details.error_chain) ?? profileName(details);
}

function profileName(details: Details): string | null {
  return toText(details.profile_name);
}

function blueprintName(details: Details): string | null {
  return toText(details.blueprint_name);
}

function statusText(details: Details): string | null {
  return toText(details.status);
}

function fromTo(details: Details): string | null {
  const before = toText(details.from);
  const after = toText(details.to);
  return before === null && after === null ? null : `${before ?? 'nothing'} → ${after ?? 'nothing'}`;
}

function enrolment(details: Details): string | null {
  const type = toText(details.enrollment_type);
  const how = type === 'DEP' ? 'by Automated Device Enrollment' : type === 'MDM' ? 'by hand' : type;
  const blueprint = blueprintName(details);
  const where = blueprint === null ? null : `into ${blueprint}`;
  return [how, where].filter((part) => part !== null).join(' ') || null;
}

/** Acronyms that must not be spelled as words. */
const WHOLE = new Map(
  [
    'MDM',
    'CSP',
    'AMAPI',
    'OS',
    'ID',
    'ADE',
    'DEP',
    'VPP',
    'EDR',
    'URL',
    'PIN',
    'iOS',
    'macOS',
    'FileVault',
  ].map((word) => [word.toLowerCase(), word]),
);

/** `mdm_command_failed` → "MDM command failed"; `INSTALLED_FROM_PLAY_STORE` → "Installed from play store". */
export function humanize(word: string): string {
  const words = word
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .map((part) => WHOLE.get(part.toLowerCase()) ?? part.toLowerCase());
  const sentence = words.join(' ');
  return WHOLE.has(words[0]?.toLowerCase() ?? '') ? sentence : capitalised(sentence);
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

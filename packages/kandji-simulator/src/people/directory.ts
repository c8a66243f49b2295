import { DAY } from '../dates.ts';
import { fixedUuid, hash, randomFrom } from '../random.ts';
import { FIRST_NAMES, LAST_NAMES, OTHERS, STAFF } from './people.ts';
import type { User } from './user.ts';

/** Noor's id is the one in the vendor-shaped examples of this project's fact sheet. */
const KNOWN_IDS: Readonly<Record<string, string>> = { 'noor.halim': 'b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10' };
const DEPARTMENTS = ['Sales', 'Engineering', 'Design', 'Warehouse', 'People', 'Finance'] as const;

/** Up to so many devices the named people have all of them. */
const FEW_DEVICES = 1_000;
const DEVICES_PER_PERSON = 1.3;

/**
 * Everybody of Larkfield: more than two of the 25-row pages that `/users` serves by default. A large fleet has as many more as it takes for
 * most people to have one or two devices.
 */
export function larkfieldPeople(now: number, devices: number): User[] {
  const named = namedPeople(now);
  if (devices <= FEW_DEVICES) return named;
  const taken = new Map<string, number>();
  const more = Math.floor(devices / DEVICES_PER_PERSON) - named.length;
  return [...named, ...Array.from({ length: more }, (_, at) => madeUpPerson(at, taken, now))];
}

/** One of many, who may share the name with others, but no address. @param taken how many have one so far */
function madeUpPerson(at: number, taken: Map<string, number>, now: number): User {
  const random = randomFrom(`person ${at}`);
  const [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const key = `${addressPart(first)}.${addressPart(last)}`;
  const count = (taken.get(key) ?? 0) + 1;
  taken.set(key, count);
  // No one of the named people has a number in the address.
  const person = row(`${key}${count + 1}`, `${first} ${last}`, 2000 + at, now);
  return { ...person, department: random.pick(DEPARTMENTS), archived: random.chance(0.04) };
}

const addressPart = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');

function namedPeople(now: number): User[] {
  const staff = STAFF.map((person, at) => ({
    ...row(person.key, person.name, 1172 + at, now),
    department: person.department,
    jobTitle: person.title,
    archived: person.key === 'tom.former',
    active: person.key !== 'tom.former',
  }));
  const others = OTHERS.map(([name, key], at) => ({
    ...row(key, name, 1200 + at, now),
    department: at % 7 === 3 ? null : (DEPARTMENTS[hash(key) % DEPARTMENTS.length] ?? null),
    archived: at % 12 === 8,
    active: at % 12 !== 8 && at % 12 !== 10,
    integration: at % 20 === 5 ? null : at % 2 === 0 ? ('office365' as const) : ('gsuite' as const),
  }));
  return [...staff, ...others];
}

function row(key: string, name: string, number: number, now: number): User {
  return {
    id: KNOWN_IDS[key] ?? fixedUuid(`user ${key}`),
    number,
    name,
    email: `${key}@larkfield.example`,
    department: null,
    jobTitle: null,
    active: true,
    archived: false,
    createdAt: now - (200 + (hash(key) % 400)) * DAY,
    updatedAt: now - (hash(name) % 60) * DAY,
    integration: 'office365',
  };
}

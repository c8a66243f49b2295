import { DAY } from '../dates.ts';
import { fixedUuid, hash } from '../random.ts';
import { OTHERS, STAFF } from './people.ts';
import type { User } from './user.ts';

/** Noor's id is the one in the vendor-shaped examples of this project's fact sheet. */
const KNOWN_IDS: Readonly<Record<string, string>> = { 'noor.halim': 'b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10' };
const DEPARTMENTS = ['Sales', 'Engineering', 'Design', 'Warehouse', 'People', 'Finance'] as const;

/** Everybody of Larkfield: more than two of the 25-row pages that `/users` serves by default. */
export function larkfieldPeople(now: number): User[] {
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

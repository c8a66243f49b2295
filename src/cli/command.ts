import type { Readable, Writable } from 'node:stream';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Settings, StorePlace } from './clients.ts';

/** All that a sub-command sees of the process and of its surroundings. */
export interface CommandIo {
  /** To standard output, as it is; resolves when more can be taken. */
  write(text: string): Promise<void>;
  /** One line to standard error. */
  complain(line: string): void;
  /** Takes secrets out of what is to be kept. */
  readonly hide: <T>(data: T) => T;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a person types and reads; `null` when this is no terminal. */
  readonly terminal: { readonly input: Readable; readonly output: Writable } | null;
  /** The whole configuration, by default of `environment`. @throws Error that names every mistake, with `problems` */
  settings(environment?: CommandIo['environment']): Settings;
  /** Where store and policy are. @throws Error that names every mistake */
  place(environment?: CommandIo['environment']): StorePlace;
  /** The Socket Mode manifest, YAML. */
  manifest(): string;
  /** Epoch ms. */
  now(): number;
}

/** One sub-command: what help says of it, what it takes, what it does. */
export interface Command {
  /** Its words: `audit verify`. */
  readonly name: string;
  /** What stands after the words: `[--head SEQ:HASH]`. */
  readonly takes: string;
  /** One sentence. */
  readonly about: string;
  /** Each flag with a line of help. */
  readonly flags: Readonly<Record<string, Flag>>;
  /** Words that it takes beside its flags; default none. */
  readonly words?: { readonly least: number; readonly most: number };
  /** @returns the exit code */
  run(outside: CommandIo, given: ParsedFlags): Promise<number>;
}

export type Flag = ParseArgsOptionsConfig[string] & { readonly about: string };

/** What was typed. */
export interface ParsedFlags {
  readonly words: readonly string[];
  /** The last value given for a flag; `null` when it was not. */
  text(flag: string): string | null;
  is(flag: string): boolean;
}

/** Typed wrongly. Its message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'WrongUse';
}

/** One value as it is shown; `label` says which of several it is, `null` where there is one. */
export interface SecretPart {
  readonly label: string | null;
  readonly value: string;
}

const PRINTED = '[secret]';

/**
 * A key, PIN or code of a device. However it is printed, joined, logged or serialized it is `[secret]`; only {@link Secret.open} gives it
 * out, which one file calls (held by `test/architecture.test.ts`).
 */
export class Secret {
  readonly #parts: readonly SecretPart[];

  constructor(parts: readonly SecretPart[]) {
    this.#parts = parts;
  }

  static open(secret: Secret): readonly SecretPart[] {
    return secret.#parts;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [Symbol.toPrimitive](): string {
    return PRINTED;
  }

  /** Node's `console.log` and `util.inspect` ask this (Node docs, util.inspect.custom). */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return PRINTED;
  }
}

/**
 * A *no* meant for a person: expected, logged at info, shown in full. Everything else thrown is a bug or an outage.
 * `code` chooses the words; `facts` fill them; `reason` is already a sentence.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly reason: string;
  readonly rule: string | null;

  constructor(code: RefusalCode, reason: string, rule: string | null = null) {
    super(reason);
    this.code = code;
    this.reason = reason;
    this.rule = rule;
  }
}

export type RefusalCode =
  | 'outsider' // another company, a guest, a bot, deactivated
  | 'not-allowed' // the policy says no
  | 'only-own' // the policy says no, and their own devices they may see
  | 'not-now' // we cannot check the right this minute
  | 'needs-admin' // it stays so until an admin acts; the reason says who
  | 'own-request' // nobody decides their own
  | 'already-decided'
  | 'already-open' // somebody asked for the same first
  | 'changed' // what was seen is no longer what is
  | 'not-possible' // this device, in this state
  | 'not-found'
  | 'bad-input';

/** One line of doctor's report. */
export interface CheckResult {
  /** `ok` ✓; `look` ! something to look at, or that cannot be proved; `bad` ✗ does not work. */
  readonly mark: 'ok' | 'look' | 'bad';
  /** What it is about: `Slack`, `Kandji`, `Database`… */
  readonly about: string;
  readonly text: string;
  /** What to do. */
  readonly fix?: string;
}

const SIGNS = { ok: '✓', look: '!', bad: '✗' } as const;

/** `✗ Slack: the token is refused. → Copy it again.` */
export const checkResultLine = ({ mark, about, text, fix }: CheckResult): string =>
  `${SIGNS[mark]} ${about}: ${text}${fix === undefined ? '' : ` → ${fix}`}`;

/** Findings about one thing. */
export const about = (what: string) => ({
  ok: (text: string): CheckResult => ({ mark: 'ok', about: what, text }),
  look: (text: string, fix?: string): CheckResult => ({
    mark: 'look',
    about: what,
    text,
    ...(fix !== undefined && { fix }),
  }),
  bad: (text: string, fix: string): CheckResult => ({ mark: 'bad', about: what, text, fix }),
});

/** Runs one check; what it throws becomes a finding. */
export async function guarded(
  what: string,
  check: () => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  try {
    return await check();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [
      about(what).bad(`this could not be checked: ${words}`, 'See the other lines; then run doctor again.'),
    ];
  }
}

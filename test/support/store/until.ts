/** Waits for a state, not for a time: polls until `met` gives true. Fails after 60 s, when nothing will come any more. */
export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await met())) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((next) => setTimeout(next, 20));
  }
}

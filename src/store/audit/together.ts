interface Waiting<In, Out> {
  readonly given: In;
  readonly done: (out: Out) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * One at a time would make everybody wait for every commit before theirs, and hold a connection each while waiting. So what
 * comes while `work` is under way is kept and goes together, at most `most`, in the order in which it came.
 * @returns a function that takes one and resolves with its own result; when `work` fails, all that went with it fail
 */
export function groupCommit<In, Out>(
  work: (given: readonly In[]) => Promise<readonly Out[]>,
  most: number,
): (given: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  const state = { busy: false };
  const drain = async () => {
    state.busy = true;
    while (waiting.length > 0) await carry(waiting.splice(0, most), work);
    state.busy = false;
  };
  return (given) => {
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    waiting.push({ given, done: resolve, failed: reject });
    if (!state.busy) void drain();
    return promise;
  };
}

async function carry<In, Out>(
  those: readonly Waiting<In, Out>[],
  work: (given: readonly In[]) => Promise<readonly Out[]>,
): Promise<void> {
  try {
    const results = await work(those.map(({ given }) => given));
    if (results.length !== those.length) throw new Error('not every entry was written');
    for (const [index, one] of those.entries()) one.done(results[index] as Out);
  } catch (error) {
    for (const one of those) one.failed(error);
  }
}

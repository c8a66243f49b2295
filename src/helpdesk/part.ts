import type { PartialResult } from './device-view.ts';
import { MdmError } from './mdm-error.ts';
import type { ReadPriority } from './ports.ts';

/** A read that may fail by itself. Bugs still throw. */
export async function attempt<T>(
  reading: Promise<ReadPriority<T>>,
): Promise<PartialResult<T> & { readonly reading?: ReadPriority<T> }> {
  try {
    const done = await reading;
    return { ok: true, value: done.value, reading: done };
  } catch (error) {
    if (error instanceof MdmError) return { ok: false, error };
    throw error;
  }
}

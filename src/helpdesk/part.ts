import type { PartialResult } from './device-view.ts';
import { FleetError } from './mdm-error.ts';
import type { Reading } from './ports.ts';

/** A read that may fail by itself. Bugs still throw. */
export async function attempt<T>(
  reading: Promise<Reading<T>>,
): Promise<PartialResult<T> & { readonly reading?: Reading<T> }> {
  try {
    const done = await reading;
    return { ok: true, value: done.value, reading: done };
  } catch (error) {
    if (error instanceof FleetError) return { ok: false, error };
    throw error;
  }
}

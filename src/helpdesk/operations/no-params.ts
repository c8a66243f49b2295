import { z } from 'zod';

/** For operations that need nothing to be said: whatever was stored is read as "nothing". */
export const noParams = z.object({}).transform((): Record<string, never> => ({}));
export type NoParams = Record<string, never>;

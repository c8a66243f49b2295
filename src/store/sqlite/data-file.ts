import { join } from 'node:path';

/** The embedded store's file in its DATA_DIR. */
export const dataFile = (dataDir: string): string => join(dataDir, 'helpdesk.sqlite');

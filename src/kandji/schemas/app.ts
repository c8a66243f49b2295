import { z } from 'zod';
import type { InstalledApp } from '../../helpdesk/device.ts';
import { humanize } from './activity.ts';
import { text } from './primitives.ts';

/** A row of `…/apps`: Apple, Windows and Android each have their own keys (Kandji API docs). */
export const installedApp = z
  .object({
    app_name: text,
    bundle_id: text,
    source: text,
    path: text,
    version: text,
    display_name: text,
    name: text,
    publisher_display_name: text,
    publisher: text,
    product_code: text,
    installed_path: text,
    application_type: text,
    package_name: text,
    version_name: text,
    application_source: text,
  })
  .transform((raw): InstalledApp => {
    const identifier = raw.bundle_id ?? raw.package_name ?? raw.product_code;
    return {
      name: raw.app_name ?? raw.display_name ?? raw.name ?? identifier ?? 'Unnamed app',
      version: raw.version ?? raw.version_name,
      identifier: identifier ?? (raw.display_name === null ? null : raw.name),
      source:
        raw.source ??
        raw.publisher_display_name ??
        raw.publisher ??
        raw.application_type ??
        (raw.application_source === null ? null : humanize(raw.application_source)),
      path: raw.path ?? raw.installed_path,
    };
  });

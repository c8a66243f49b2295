import { parse } from 'yaml';
import { z } from 'zod';

const text = (max: number) => z.string().min(1).max(max);
const address = z
  .string()
  .max(3000)
  .regex(/^https:\/\//)
  .optional();

/** What Slack takes of an app manifest, as far as we use it; any other key is refused (Slack's manifest schema 2.0.0). */
const APP_MANIFEST = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    long_description: z.string().min(175).max(4000).optional(),
    background_color: z
      .string()
      .regex(/^#[0-9a-f]{3}([0-9a-f]{3})?$/i)
      .optional(),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['global', 'message']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(32).regex(/^\/[^/\s]+$/),
          url: address,
          description: text(2000),
          usage_hint: text(1000).optional(),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(text(50)).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: address, bot_events: z.array(text(50)).max(100) }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: address,
      message_menu_options_url: address,
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

export type AppManifest = z.infer<typeof APP_MANIFEST>;

/** @throws ZodError that names each place where Slack would say no */
export const readAppManifest = (yaml: string): AppManifest => APP_MANIFEST.parse(parse(yaml));

/** Slack's mrkdwn, read. Text is as it will be shown: entities are decoded, nothing in it is markup any more. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly inside: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  | { readonly kind: 'person' | 'channel' | 'group'; readonly id: string; readonly label: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | {
      readonly kind: 'date';
      readonly at: number;
      readonly format: string;
      readonly url: string;
      readonly text: string;
    }
  | { readonly kind: 'emoji'; readonly char: string; readonly name: string };

export type Passage =
  | { readonly kind: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly kind: 'bullets'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'quote'; readonly inside: readonly Passage[] }
  | { readonly kind: 'pre'; readonly text: string };

import type { ImageBlock, ImageElement } from '@slack/types';
import type { VNode } from 'preact';
import { Text } from '../mrkdwn/mrkdwn.tsx';

/** An image with its title. */
export function ImageBlockView({ block }: { block: ImageBlock }): VNode {
  return (
    <figure class="image-block">
      {block.title !== undefined && (
        <figcaption>
          <Text of={block.title} />
        </figcaption>
      )}
      <Picture image={block} />
    </figure>
  );
}

/** An image, if it is our own; the page loads nothing from anywhere else and shows the alternative text instead. */
export function Picture({ image, small }: { image: ImageElement | ImageBlock; small?: boolean }): VNode {
  const url = 'image_url' in image ? image.image_url : '';
  const name = small === true ? 'picture small' : 'picture';
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(url)) {
    return <img class={name} src={url} alt={image.alt_text} />;
  }
  return (
    <span class={`${name} elsewhere`} role="img" aria-label={image.alt_text} title={url}>
      {image.alt_text}
    </span>
  );
}

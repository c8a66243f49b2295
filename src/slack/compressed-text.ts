import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A long text in memory, at a tenth of its size. */
export interface CompressedText {
  /** Of the text as UTF-8. */
  readonly bytes: number;
  /** The text as UTF-8, from its beginning; as often as wanted. */
  read(): ReadableStream<Uint8Array>;
}

/** Takes in a text part by part, so that never all of it is there at once. */
export async function compressText(parts: AsyncIterable<string>): Promise<CompressedText> {
  const kept: Buffer[] = [];
  let bytes = 0;
  await pipeline(
    async function* encoded() {
      for await (const part of parts) {
        const buffer = Buffer.from(part, 'utf8');
        bytes += buffer.length;
        yield buffer;
      }
    },
    createGzip({ level: 1 }),
    async (compressed: AsyncIterable<Buffer>) => {
      for await (const part of compressed) kept.push(part);
    },
  );
  return {
    bytes,
    read: () => Readable.toWeb(Readable.from(kept).pipe(createGunzip())) as ReadableStream<Uint8Array>,
  };
}

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** One picture; a colour is 0xRRGGBB. */
interface Dots {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

/**
 * The same picture in a fraction of the bytes: a page of text needs few colours, so they go into a palette.
 * @param png what a browser's screenshot gives: eight bits a channel, not interlaced (PNG specification)
 */
export function smaller(png: Buffer): Buffer {
  const dots = read(png);
  const palette = mostUsed(dots);
  const header = Buffer.from(png.subarray(16, 29));
  header.set([8, 3, 0, 0, 0], 8);
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(numbered(dots, palette), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

const channels = (colour: number): [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
];

function mostUsed({ colours }: Dots): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour);
}

/** Rows of palette numbers, each after a zero for "no filter". */
function numbered({ width, height, colours }: Dots, palette: readonly number[]): Buffer {
  const numbers = new Map(palette.map((colour, number) => [colour, number]));
  const rows = Buffer.alloc((width + 1) * height);
  for (const [dot, colour] of colours.entries()) {
    const number = numbers.get(colour) ?? nearest(colour, palette);
    numbers.set(colour, number);
    rows[Math.floor(dot / width) + 1 + dot] = number;
  }
  return rows;
}

function nearest(colour: number, palette: readonly number[]): number {
  const wanted = channels(colour);
  const far = palette.map((one) =>
    channels(one).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0),
  );
  return far.indexOf(Math.min(...far));
}

function read(png: Buffer): Dots {
  const [width, height, bytesADot] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const bytes = inflateSync(Buffer.concat(bodies(png, 'IDAT')));
  const line = width * bytesADot;
  const colours = new Uint32Array(width * height);
  let above = new Uint8Array(line);
  for (let row = 0; row < height; row += 1) {
    const start = row * (line + 1);
    above = unfiltered(bytes.subarray(start + 1, start + 1 + line), above, bytes[start] ?? 0, bytesADot);
    for (let dot = 0; dot < width; dot += 1) {
      const [red = 0, green = 0, blue = 0] = above.subarray(dot * bytesADot, dot * bytesADot + 3);
      colours[row * width + dot] = (red << 16) | (green << 8) | blue;
    }
  }
  return { width, height, colours };
}

/** Takes back one of PNG's five row filters. */
function unfiltered(row: Uint8Array, above: Uint8Array, filter: number, bytesADot: number) {
  const plain = new Uint8Array(row.length);
  for (let at = 0; at < row.length; at += 1) {
    const left = plain[at - bytesADot] ?? 0;
    const up = above[at] ?? 0;
    const guess =
      [0, left, up, (left + up) >> 1, likeliest(left, up, above[at - bytesADot] ?? 0)][filter] ?? 0;
    plain[at] = (row[at] ?? 0) + guess;
  }
  return plain;
}

function likeliest(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left;
  return (toUp ?? 0) <= (toCorner ?? 0) ? up : corner;
}

function bodies(png: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === type)
      found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return found;
}

function chunk(type: string, body: Buffer): Buffer {
  const frame = Buffer.alloc(body.length + 12);
  frame.writeUInt32BE(body.length, 0);
  frame.write(type, 4, 'latin1');
  body.copy(frame, 8);
  frame.writeUInt32BE(crc32(frame.subarray(4, body.length + 8)), body.length + 8);
  return frame;
}

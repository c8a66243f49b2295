/**
 * One sentence when the running Node is not one of `engines.node`, else `null`. Understands what package.json says here:
 * `^24.15.0 || >=26.0.0`.
 * @param running such as `v24.15.0`
 */
export function checkNodeVersion(running: string, engines: string): string | null {
  const version = numbers(running);
  const fits = engines.split('||').some((range) => fitsRange(version, range.trim()));
  if (fits) return null;
  return `This needs Node ${engines.replaceAll('||', 'or')}, and ${running} runs it. Use "npm start", which brings its own Node after "npm ci", or install a newer one.`;
}

function fitsRange(version: readonly number[], range: string): boolean {
  const wanted = numbers(range);
  const reached = compare(version, wanted) >= 0;
  return range.startsWith('^') ? reached && version[0] === wanted[0] : reached;
}

const numbers = (text: string): readonly number[] =>
  (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);

function compare(a: readonly number[], b: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

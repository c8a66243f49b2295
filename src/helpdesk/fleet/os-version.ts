/** A number that sorts versions such as `15.3.2` and `24H2` by their first three numbers; 0 where there is none. */
export function versionOrder(version: string): number {
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? [])
    .slice(0, 3)
    .map((part) => Math.min(Number(part), 99_999));
  return major * 1e10 + minor * 1e5 + patch;
}

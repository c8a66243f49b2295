import { useState } from 'preact/hooks';

/** A choice that survives a reload; in a browser that keeps nothing it lasts as long as the page. */
export function useKept(name: string, first: string): [string, (next: string) => void] {
  const key = `playground.${name}`;
  const [value, setValue] = useState(() => read(key) ?? first);
  return [
    value,
    (next) => {
      setValue(next);
      write(key, next);
    },
  ];
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing is lost but the choice itself.
  }
}

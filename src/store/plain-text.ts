/** Text as both databases keep it, byte for byte: PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8 form. */
export const plainText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** {@link plainText} that lets `null` through. */
export const plainTextOrNull = (text: string | null): string | null =>
  text === null ? null : plainText(text);

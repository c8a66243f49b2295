/** For which time each digest was posted last. */
export interface DigestStore {
  /** Epoch ms; `null`: this digest was never met. */
  lastPosted(key: string): Promise<number | null>;
  /** Nothing happens where it was posted for this time, or a later one. */
  posted(key: string, dueAt: number): Promise<void>;
}

/** A function set on a CDN domain; `readyAt` in real ms. */
export interface StoredCdnConfig {
  readonly id: string;
  readonly functionName: string;
  /** Its rule condition. */
  readonly parentId?: string;
  args: Readonly<Record<string, string>>;
  readyAt: number;
  /** It was finally rejected. */
  failed: boolean;
}

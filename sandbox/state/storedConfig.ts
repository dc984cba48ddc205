/** One function set on an accelerated domain; `readyAt` in real ms. */
export interface StoredCdnConfig {
  readonly id: string;
  readonly functionName: string;
  /** The rule condition that it belongs to. */
  readonly parentId?: string;
  args: Readonly<Record<string, string>>;
  readyAt: number;
  /** It was not accepted in the end. */
  failed: boolean;
}

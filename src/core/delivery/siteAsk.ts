import type { SiteCheck } from './proveSite.js';
import { type SettingChange, settingsApproval } from './settingChange.js';
import type { SiteType } from './siteType.js';

/** What having a domain serve a site needs from the user. */
export type SiteAsk =
  /** Everything that the run is going to change, as it stands now. */
  | {
      readonly kind: 'approveSite';
      readonly type: SiteType;
      readonly changes: readonly SettingChange[];
      readonly approval: string;
    }
  /** `/` is to show the index page of the bucket. */
  | { readonly kind: 'approveHomePage'; readonly changes: readonly SettingChange[]; readonly approval: string }
  /** Copies that the edge has cached before the change may be served on. */
  | { readonly kind: 'offerDrop'; readonly approval: string }
  /** For minutes the edge has not served the site so. */
  | { readonly kind: 'siteUnserved'; readonly checks: readonly SiteCheck[] };

/** The question about these changes; its approval is for exactly them. */
export function toApproveSite(
  type: SiteType,
  changes: readonly SettingChange[],
): Extract<SiteAsk, { kind: 'approveSite' }> {
  return { kind: 'approveSite', type, changes, approval: settingsApproval(changes) };
}

import type { ErrorDetails, ErrorKind } from '../errors.js';

/** What a setting of the domain needs from the user, where CDN does not make it. */
export type SettingAsk =
  /** CDN failed to make this setting, also when it was made once more, or the setting does not last. */
  | { readonly kind: 'settingFailed'; readonly functionName: string; readonly approval: string }
  /** CDN does not offer a setting here that the run can do without; `leave` names it beside those that were left out before. */
  | {
      readonly kind: 'settingRefused';
      readonly functionName: string;
      readonly error: { readonly kind: ErrorKind; readonly details: ErrorDetails };
      readonly leave: string;
    };

import type { EdgeAnswer } from '../../ports/probe.js';

/** What the proof of the edge needs from the user. */
export type EdgeAsk =
  /** The bucket has no file that could be compared; `folder` (a URI text) is to be published anyway, and can be now. */
  | { readonly kind: 'emptyBucket'; readonly folder?: string }
  /** For minutes the edge gave nothing to compare. */
  | {
      readonly kind: 'edgeUnproven';
      readonly outcome: EdgeAnswer['outcome'];
      readonly status?: number;
      readonly key: string;
    }
  | { readonly kind: 'edgeDiffers'; readonly status?: number; readonly key: string; readonly isPrivate?: true };

/** What publishing a folder of the workspace needs from the user. Folders are URI texts. */
export type FolderAsk =
  | { readonly kind: 'openFolder' }
  /** `gone` was chosen before, and is not in this workspace. */
  | { readonly kind: 'chooseFolder'; readonly gone?: string }
  /**
   * `folder` was chosen in the form, and is published only once the user agrees. With `left` it is mapped, but the user has not
   * agreed to publish from it, or none of its files is in the bucket.
   */
  | { readonly kind: 'publishFolder'; readonly folder: string; readonly left?: 'consent' | 'upload' };

import { isOssTarget } from '../core/origin.js';
import type { NewRecord } from '../core/ports/dns.js';

/** Says whether a record sends visitors straight to OSS. */
export function pointsAtOss({ type, value }: Pick<NewRecord, 'type' | 'value'>): boolean {
  return type === 'CNAME' && isOssTarget(value);
}

import type { NewRecord } from '../../core/ports/dns.js';

/** Says whether a record sends visitors straight to OSS: its public domains, or the newer ones of bound domains. */
export function pointsAtOss({ type, value }: Pick<NewRecord, 'type' | 'value'>): boolean {
  return type === 'CNAME' && /(?:\.oss-[a-z0-9-]+\.aliyuncs\.com|\.taihangcda\.cn)\.?$/i.test(value);
}

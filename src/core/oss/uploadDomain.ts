import { AppError } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef } from '../ports/oss.js';

/** Makes sure that uploads may go through the domain: bound to this bucket by OSS's own list, and no name of CDN. Throws `invalidInput` with the reason in `code`. */
export async function checkUploadDomain(
  { oss, cdn }: Pick<CloudPorts, 'oss' | 'cdn'>,
  { uploadDomain, ...bucket }: BucketRef,
  signal: AbortSignal,
): Promise<void> {
  if (uploadDomain === undefined) return;
  const bound = await oss.listCnames(bucket, signal);
  const refuse = (code: string) => new AppError('invalidInput', { subject: uploadDomain, code, scope: 'bucket' });
  if (!bound.some(({ domain, enabled }) => enabled && domain.toLowerCase() === uploadDomain)) {
    throw refuse('uploadDomainNotBound');
  }
  if (await cdn.readDomain(uploadDomain, signal)) throw refuse('uploadDomainIsCdn');
}

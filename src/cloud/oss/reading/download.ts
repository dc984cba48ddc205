import { createHash } from 'node:crypto';
import { RunningCrc64 } from '../../../core/crc64.js';
import { AppError } from '../../../core/errors.js';
import type { ObjectSink, OssPort } from '../../../core/ports/oss.js';
import type { CallSpec } from '../../callWithRetry.js';
import type { BodySink, HttpsAnswer } from '../../http/httpsSend.js';
import { abortError } from '../../http/transportErrors.js';
import type { OssApi } from '../api.js';
import { plainEtag } from '../listing.js';
import { nameOf, transferPatience } from '../objects.js';

/** GetObject, piece by piece into a sink. What comes late from an attempt that has ended does not reach it. */
export async function downloadObject(
  api: OssApi,
  ...[bucket, key, sink, signal]: Parameters<OssPort['downloadObject']>
): Promise<void> {
  const spec = { action: 'GetObject', subject: nameOf(bucket, key), signal };
  let attempt: Attempt | undefined;
  const into = () => {
    if (attempt) attempt.hasEnded = true;
    attempt = new Attempt(sink);
    return attempt;
  };
  const { region } = bucket;
  await api.read(spec, { method: 'GET', region, bucket, key, patience: transferPatience, into });
  attempt?.check(spec);
}

/** What one attempt receives, with the sum of it that OSS states. */
class Attempt implements BodySink {
  hasEnded = false;
  private readonly crc = new RunningCrc64();
  private readonly md5 = createHash('md5');
  private headers: HttpsAnswer['headers'] = {};

  constructor(private readonly sink: ObjectSink) {}

  async begin(headers: HttpsAnswer['headers']): Promise<void> {
    this.requireOpen();
    this.headers = headers;
    await this.sink.restart();
  }

  async write(piece: Uint8Array): Promise<void> {
    this.requireOpen();
    if (this.statesCrc) this.crc.add(piece);
    else this.md5.update(piece);
    await this.sink.write(piece);
  }

  /** The ETag is an MD5 only of an object that was put whole and is not encrypted with a key of KMS; of others nothing is known. */
  check({ action, subject }: Pick<CallSpec, 'action' | 'subject'>): void {
    const etag = plainEtag(this.headers.etag).toLowerCase();
    const isMd5 = this.headers['x-oss-object-type'] === 'Normal' && /^[0-9a-f]{32}$/.test(etag);
    const isEncrypted = this.headers['x-oss-server-side-encryption'] === 'KMS';
    const isWhole = this.statesCrc
      ? this.crc.text() === this.headers['x-oss-hash-crc64ecma']
      : !isMd5 || isEncrypted || this.md5.digest('hex') === etag;
    if (!isWhole) throw new AppError('corruptDownload', { action, subject });
  }

  private get statesCrc(): boolean {
    return this.headers['x-oss-hash-crc64ecma'] !== undefined;
  }

  private requireOpen(): void {
    if (this.hasEnded) throw abortError();
  }
}

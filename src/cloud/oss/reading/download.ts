import { RunningCrc64 } from '../../../core/crc64.js';
import { AppError } from '../../../core/errors.js';
import type { ObjectSink, OssPort } from '../../../core/ports/oss.js';
import type { CallSpec } from '../../callWithRetry.js';
import type { BodySink, HttpsAnswer } from '../../http/httpsSend.js';
import { abortError } from '../../http/transportErrors.js';
import type { OssApi } from '../api.js';
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
  private headers: HttpsAnswer['headers'] = {};

  constructor(private readonly sink: ObjectSink) {}

  async begin(headers: HttpsAnswer['headers']): Promise<void> {
    this.requireOpen();
    this.headers = headers;
    await this.sink.restart();
  }

  async write(piece: Uint8Array): Promise<void> {
    this.requireOpen();
    this.crc.add(piece);
    await this.sink.write(piece);
  }

  /** Where OSS states no CRC-64, only the length is known, which HTTP checks. */
  check({ action, subject }: Pick<CallSpec, 'action' | 'subject'>): void {
    const stated = this.headers['x-oss-hash-crc64ecma'];
    if (stated !== undefined && stated !== this.crc.text()) throw new AppError('corruptDownload', { action, subject });
  }

  private requireOpen(): void {
    if (this.hasEnded) throw abortError();
  }
}

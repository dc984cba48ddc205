import { RunningCrc64 } from '../../core/crc64.js';
import { AppError, type ErrorKind, isAppError } from '../../core/errors.js';
import type { ObjectSink, OssPort } from '../../core/ports/oss.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { abortError } from '../http/transportErrors.js';
import { transferPatience } from '../timeouts.js';
import type { AttemptSink, OssApi } from './api.js';
import { nameOf, ofVersion } from './objects.js';

/** Kinds of errors that mean a broken connection. Another call may continue the download. */
const breaks: readonly ErrorKind[] = ['unavailable', 'timeout', 'offline'];
/** The fewest bytes that a failed call must have received for the download to continue. Otherwise a connection that breaks at once would be retried forever. */
const leastProgress = 256 * 1024;

/** Downloads the current version of an object. */
export function downloadObject(
  api: OssApi,
  ...[bucket, key, sink, signal]: Parameters<OssPort['downloadObject']>
): Promise<void> {
  return downloadVersion(api, { bucket, key }, sink, signal);
}

/**
 * Downloads an object in pieces into a sink. If the connection breaks, continues after the received data, or restarts if the object has changed. Throws
 * `corruptDownload` if the CRC-64 does not match.
 */
export async function downloadVersion(
  api: OssApi,
  ...[{ bucket, key, versionId }, sink, signal]: Parameters<OssPort['downloadVersion']>
): Promise<void> {
  const { query, spec: named } = ofVersion(versionId);
  const spec = { action: 'GetObject', subject: nameOf(bucket, key), signal, ...named };
  const transfer = new Transfer(sink);
  const { region } = bucket;
  const into = () => transfer.attempt();
  for (let isOpen = true; isOpen; ) {
    const before = transfer.size;
    try {
      await api.read(spec, { method: 'GET', region, bucket, key, query, patience: transferPatience, into });
      isOpen = false;
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (transfer.continues && error.details.httpStatus === 412) transfer.startOver();
      else if (!breaks.includes(error.kind) || transfer.size - before < leastProgress) throw error;
    }
  }
  if (!transfer.isIntact) throw new AppError('corruptDownload', { action: spec.action, subject: spec.subject });
}

/** The progress of a download across all attempts. */
class Transfer {
  /** Bytes written to the sink. */
  size = 0;
  private crc = new RunningCrc64();
  private headers: HttpsAnswer['headers'] = {};
  private attempts = 0;
  private writing: Promise<void> | undefined;

  constructor(private readonly sink: ObjectSink) {}

  /** Whether the next attempt requests only the rest of the object. */
  get continues(): boolean {
    return this.size > 0 && this.headers.etag !== undefined;
  }

  /** Whether the received bytes match the CRC-64 of OSS. If OSS returned none, this is `true`: then only the length can be checked, which HTTP does. */
  get isIntact(): boolean {
    const stated = this.headers['x-oss-hash-crc64ecma'];
    return stated === undefined || stated === this.crc.text();
  }

  /** Restarts because the object has changed. */
  startOver(): void {
    this.size = 0;
    this.crc = new RunningCrc64();
  }

  /** Creates the sink of a new attempt. Data that arrives late from an earlier attempt is dropped. */
  attempt(): AttemptSink {
    const number = ++this.attempts;
    const requireCurrent = () => {
      if (number !== this.attempts) throw abortError();
    };
    return {
      headers: this.continues ? { range: `bytes=${this.size}-`, 'if-match': this.headers.etag ?? '' } : {},
      begin: async (headers) => {
        requireCurrent();
        // The write of the previous attempt: if the sink refused it, the rest would not fit.
        await this.writing;
        if (headers['content-range']?.startsWith(`bytes ${this.size}-`)) return;
        this.startOver();
        this.headers = headers;
        await this.sink.restart();
      },
      write: (piece) => {
        requireCurrent();
        this.crc.add(piece);
        this.size += piece.length;
        this.writing = this.sink.write(piece);
        return this.writing;
      },
    };
  }
}

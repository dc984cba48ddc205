import { RunningCrc64 } from '../../../core/crc64.js';
import { AppError, type ErrorKind, isAppError } from '../../../core/errors.js';
import type { ObjectSink, OssPort } from '../../../core/ports/oss.js';
import type { HttpsAnswer } from '../../http/httpsSend.js';
import { abortError } from '../../http/transportErrors.js';
import { transferPatience } from '../../timeouts.js';
import type { AttemptSink, OssApi } from '../api.js';
import { nameOf } from '../objects.js';

/** How a line breaks; another call may continue where it broke. */
const breaks: readonly ErrorKind[] = ['unavailable', 'timeout', 'offline'];
/** A call that brings less before it fails is not followed by another one, or a line that breaks at once would be used for ever. */
const leastProgress = 256 * 1024;

/** GetObject, piece by piece into a sink. What came before the line broke is kept as long as the object is still the same. */
export async function downloadObject(
  api: OssApi,
  ...[bucket, key, sink, signal]: Parameters<OssPort['downloadObject']>
): Promise<void> {
  const spec = { action: 'GetObject', subject: nameOf(bucket, key), signal };
  const transfer = new Transfer(sink);
  const { region } = bucket;
  const into = () => transfer.attempt();
  for (let isOpen = true; isOpen; ) {
    const before = transfer.size;
    try {
      await api.read(spec, { method: 'GET', region, bucket, key, patience: transferPatience, into });
      isOpen = false;
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (transfer.continues && error.details.httpStatus === 412) transfer.startOver();
      else if (!breaks.includes(error.kind) || transfer.size - before < leastProgress) throw error;
    }
  }
  if (!transfer.isIntact) throw new AppError('corruptDownload', { action: spec.action, subject: spec.subject });
}

/** What the attempts to read one object have received in all. */
class Transfer {
  /** Bytes that the sink was given. */
  size = 0;
  private crc = new RunningCrc64();
  private headers: HttpsAnswer['headers'] = {};
  private attempts = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly sink: ObjectSink) {}

  /** Whether the next attempt asks for the rest alone. */
  get continues(): boolean {
    return this.size > 0 && this.headers.etag !== undefined;
  }

  /** Where OSS states no CRC-64, only the length is known, which HTTP checks. */
  get isIntact(): boolean {
    const stated = this.headers['x-oss-hash-crc64ecma'];
    return stated === undefined || stated === this.crc.text();
  }

  /** The object is another one by now. */
  startOver(): void {
    this.size = 0;
    this.crc = new RunningCrc64();
  }

  /** What comes late from an attempt that has ended does not reach the sink. */
  attempt(): AttemptSink {
    const number = ++this.attempts;
    const requireCurrent = () => {
      if (number !== this.attempts) throw abortError();
    };
    return {
      headers: this.continues ? { range: `bytes=${this.size}-`, 'if-match': this.headers.etag ?? '' } : {},
      begin: async (headers) => {
        requireCurrent();
        // Of the attempt before: had the sink refused it, the rest would not join.
        await this.writing;
        if (headers['content-range']?.startsWith(`bytes ${this.size}-`)) return;
        this.startOver();
        this.headers = headers;
        await this.sink.restart();
      },
      write: async (piece) => {
        requireCurrent();
        this.crc.add(piece);
        this.size += piece.length;
        this.writing = this.sink.write(piece);
        await this.writing;
      },
    };
  }
}

import { AdaptiveGate, requestsAtOnce } from '../../concurrency/adaptiveGate.js';
import { ByteBudget } from '../../concurrency/byteBudget.js';
import { FailureStops } from '../../concurrency/failureReach.js';
import { createGate, forEachLimited } from '../../concurrency/limit.js';
import { startTimer } from '../../concurrency/timer.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort, FilePort } from '../../ports/local.js';
import { BucketCache } from '../engine/bucketCache.js';
import { CredentialBreaker } from '../engine/credentialBreaker.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { Publication } from '../publication.js';
import type { Multipart } from '../queueEntry.js';
import { toContentType } from '../upload/contentType.js';
import { discardMultipart } from '../upload/multipartUpload.js';
import type { UploadContext } from '../upload/uploadContext.js';
import { uploadFile } from '../upload/uploadFile.js';

/** Simultaneous files, most of them waiting for a request slot. */
const atOnce = requestsAtOnce.most;
const diskReads = 16;
/** Limits of simultaneous reads and writes, as in publishing. */
const requests = { ...requestsAtOnce, urgentReserve: 0 };
/** Limit of bodies in memory. */
const memoryBytes = 64 * 1024 * 1024;

/** A file to upload, and the ETag of the object that the user agreed to replace. Without one the key must be free. */
export interface PlannedUpload {
  readonly publication: Publication;
  readonly etag?: string;
}

/** The progress of an upload. */
export interface UploadProgress {
  readonly files: number;
  readonly bytes: number;
}

/** The result of an upload. */
export interface UploadResult extends UploadProgress {
  /** The current object of each file that was uploaded, or was already there; by key. */
  readonly uploaded: ReadonlyMap<string, LedgerRecord>;
  /** Keys of failed files whose request may have been sent. */
  readonly uncertain: ReadonlySet<string>;
  /** `objectExists` if another author created the object meanwhile. */
  readonly failures: readonly { readonly upload: PlannedUpload; readonly error: AppError }[];
  /** Files not started, or cancelled, in order. */
  readonly remaining: readonly PlannedUpload[];
  /** Whether the user cancelled before every file was tried. */
  readonly cancelled: boolean;
}

interface UploadTools {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  readonly clock: Pick<ClockPort, 'now'>;
}

/** Uploads files, several at a time. Stops after a failure only if all others would fail too. Never throws. */
export async function uploadObjects(
  tools: UploadTools,
  uploads: readonly PlannedUpload[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  const done = { files: 0, bytes: 0 };
  const count = (more: UploadProgress) => {
    done.files += more.files;
    done.bytes += more.bytes;
    onProgress(done);
  };
  const uploaded = new Map<string, LedgerRecord>();
  const uncertain = new Set<string>();
  const failures: { upload: PlannedUpload; error: AppError }[] = [];
  const remaining = new Set(uploads);
  const stops = new FailureStops();
  const sender = new Sender(tools, signal);
  await forEachLimited(uploads, atOnce, async (upload) => {
    const { bucket, key } = upload.publication;
    if (stops.has(bucket.name) || signal.aborted) return;
    try {
      const onBytes = (bytes: number) => count({ files: 0, bytes });
      uploaded.set(key, await sender.send(upload, { onBytes, onSend: () => uncertain.add(key) }));
      uncertain.delete(key);
      remaining.delete(upload);
      stops.recordSuccess(bucket.name);
      count({ files: 1, bytes: 0 });
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind === 'cancelled') return;
      remaining.delete(upload);
      failures.push({ upload, error });
      stops.recordFailure(bucket.name, error);
    }
  });
  sender.dispose();
  return {
    ...done,
    uploaded,
    uncertain,
    failures,
    remaining: [...remaining],
    cancelled: signal.aborted && remaining.size > 0,
  };
}

/** Called with additional bytes (negative after a restart), and when the object may change from now on. */
interface SendListener {
  onBytes(bytes: number): void;
  onSend(): void;
}

/** Sends files like publishing, without a queue: nothing is kept of a failed one. */
class Sender {
  private readonly reads = new AdaptiveGate(requests);
  private readonly writes = new AdaptiveGate(requests);
  private readonly withDiskSlot = createGate(diskReads);
  private readonly budget = new ByteBudget(memoryBytes, 0);
  private readonly buckets: BucketCache;
  private readonly tools: UploadTools;
  private readonly listening;

  constructor(
    tools: UploadTools,
    private readonly signal: AbortSignal,
  ) {
    // Files in progress when the keys are refused have more to send.
    const breaker = new CredentialBreaker({ isPaused: () => true });
    this.tools = { ...tools, cloud: breaker.guard(tools.cloud) };
    this.buckets = new BucketCache(tools.clock.now);
    this.listening = tools.cloud.oss.onDidPushBack?.(() => {
      for (const gate of [this.reads, this.writes]) gate.pushBack();
    });
  }

  dispose(): void {
    this.listening?.dispose();
  }

  /** Sends a file and returns the resulting object. */
  async send(upload: PlannedUpload, listener: SendListener): Promise<LedgerRecord> {
    for (let attempts = 0; ; attempts++) {
      try {
        return await this.attempt(upload, attempts, listener);
      } catch (error) {
        // The new object may be replaceable, or our own: check again once.
        if (attempts > 0 || !isErrorOf(error, 'unavailable')) throw error;
      }
    }
  }

  private async attempt(
    { publication, etag }: PlannedUpload,
    attempts: number,
    listener: SendListener,
  ): Promise<LedgerRecord> {
    const upload = {
      publication: { ...publication, believedNew: etag === undefined },
      at: this.tools.clock.now(),
      owesRefresh: false,
      attempts,
      approved: etag ?? '',
    };
    const transfer = new Transfer(listener);
    try {
      const outcome = await uploadFile(upload, this.toContext(publication, transfer));
      if (!('record' in outcome) || !outcome.record) throw new AppError('objectExists', { subject: publication.key });
      transfer.finish(outcome.record.size, outcome.kind === 'sent');
      return outcome.record;
    } catch (error) {
      transfer.drop();
      throw error;
    } finally {
      await this.freeParts(publication, transfer.unfinished);
    }
  }

  private toContext({ bucket }: Publication, transfer: Transfer): UploadContext {
    const { cloud, files, clock } = this.tools;
    const { signal } = this;
    const putPart: CloudPorts['oss']['putPart'] = async (...given) => {
      const part = await cloud.oss.putPart(...given);
      transfer.add(part.size);
      return part;
    };
    return {
      cloud: { ...cloud, oss: { ...cloud.oss, putPart } },
      files,
      known: undefined,
      since: () => undefined,
      realFolder: (path) => files.realPath(path),
      now: clock.now,
      startTimer: () => startTimer(clock),
      toContentType,
      canForbidOverwrite: () => this.buckets.canForbidOverwrite(cloud.oss, bucket, signal),
      isCurrent: () => true,
      recordIntent: async () => transfer.noteSend(),
      amendIntent: async () => undefined,
      saveMultipart: async (multipart) => transfer.begin(multipart),
      withReadSlot: (work) => this.reads.run(work),
      withRequestSlot: (work) => this.writes.run(work),
      withDiskSlot: this.withDiskSlot,
      takeMemory: (bytes) => this.budget.take(bytes),
      signal,
    };
  }

  /** Runs after Cancel too. Remaining parts are left to the bucket's own rules for unfinished uploads. */
  private async freeParts(publication: Publication, multipart: Multipart | undefined): Promise<void> {
    if (multipart) await discardMultipart(this.tools.cloud.oss, publication, multipart, new AbortController().signal);
  }
}

/** The data sent for one file. */
class Transfer {
  private bytes = 0;
  private multipart: Multipart | undefined;

  constructor(private readonly listener: SendListener) {}

  noteSend(): void {
    this.listener.onSend();
  }

  /** Uploaded parts that did not become an object. */
  get unfinished(): Multipart | undefined {
    return this.multipart;
  }

  begin(multipart: Multipart): void {
    this.multipart = multipart;
  }

  add(bytes: number): void {
    this.bytes += bytes;
    this.listener.onBytes(bytes);
  }

  finish(size: number, isSent: boolean): void {
    this.add(size - this.bytes);
    if (isSent) this.multipart = undefined;
  }

  drop(): void {
    this.add(-this.bytes);
  }
}

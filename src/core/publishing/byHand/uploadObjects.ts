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
import type { Entry, Multipart } from '../queueEntry.js';
import { toContentType } from '../upload/contentType.js';
import { discardMultipart } from '../upload/multipartUpload.js';
import type { UploadContext } from '../upload/uploadContext.js';
import { uploadFile } from '../upload/uploadFile.js';

/** Files under way at once, most of them waiting for their turn. */
const atOnce = requestsAtOnce.most;
const diskReads = 16;
/** Requests at once that read, and that write, as publishing limits them. */
const requests = { ...requestsAtOnce, urgentReserve: 0 };
/** Bodies in memory. */
const memoryBytes = 64 * 1024 * 1024;

/** A file to upload, and the ETag of the object that the user agreed to replace; without one only a free key is taken. */
export interface PlannedUpload {
  readonly publication: Publication;
  readonly etag?: string;
}

/** How far an upload is. */
export interface UploadProgress {
  readonly files: number;
  readonly bytes: number;
}

/** What became of an upload. */
export interface UploadResult extends UploadProgress {
  /** What the bucket has now of each file that was uploaded, or that it had already; by key. */
  readonly uploaded: ReadonlyMap<string, LedgerRecord>;
  /** Keys of files that were not uploaded as far as is known, and whose request may have left. */
  readonly uncertain: ReadonlySet<string>;
  /** `objectExists` where another author was faster. */
  readonly failures: readonly { readonly upload: PlannedUpload; readonly error: AppError }[];
  /** Not begun, or cancelled under way, in their order. */
  readonly remaining: readonly PlannedUpload[];
  /** Whether the user canceled before every file was tried. */
  readonly cancelled: boolean;
}

interface UploadTools {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  readonly clock: Pick<ClockPort, 'now'>;
}

/** Uploads files, several at a time; a failure of one keeps no other from being uploaded, unless it would fail them all. Never throws. */
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

/** Told how many bytes more were sent, fewer where it begins again, and that the object may change from now on. */
interface SendListener {
  onBytes(bytes: number): void;
  onSend(): void;
}

/** Sends files as publishing does, without a queue: nothing is kept of one that fails. */
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
    // Files that are under way when the keys are refused have more to send.
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

  /** What the bucket has then. */
  async send(upload: PlannedUpload, listener: SendListener): Promise<LedgerRecord> {
    for (let attempts = 0; ; attempts++) {
      try {
        return await this.attempt(upload, attempts, listener);
      } catch (error) {
        // The object was replaced by one that may be replaced too, or by our own: a second look decides.
        if (attempts > 0 || !isErrorOf(error, 'unavailable')) throw error;
      }
    }
  }

  private async attempt(
    { publication, etag }: PlannedUpload,
    attempts: number,
    listener: SendListener,
  ): Promise<LedgerRecord> {
    const entry: Entry = {
      publication: { ...publication, believedNew: etag === undefined },
      version: 0,
      at: this.tools.clock.now(),
      stage: 'send',
      owesRefresh: false,
      attempts,
      approved: etag ?? '',
    };
    const transfer = new Transfer(listener);
    try {
      const outcome = await uploadFile(entry, this.toContext(publication, transfer));
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

  /** Also after Cancel; what cannot be freed is what the bucket's own rules for unfinished uploads are for. */
  private async freeParts(publication: Publication, multipart: Multipart | undefined): Promise<void> {
    if (multipart) await discardMultipart(this.tools.cloud.oss, publication, multipart, new AbortController().signal);
  }
}

/** What of one file was sent. */
class Transfer {
  private bytes = 0;
  private multipart: Multipart | undefined;

  constructor(private readonly listener: SendListener) {}

  noteSend(): void {
    this.listener.onSend();
  }

  /** The parts that did not become an object. */
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

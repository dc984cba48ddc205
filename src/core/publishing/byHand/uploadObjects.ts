import { ByteBudget } from '../../concurrency/byteBudget.js';
import { FailureStops } from '../../concurrency/failureReach.js';
import { createGate, forEachLimited } from '../../concurrency/limit.js';
import { mostRequests } from '../../concurrency/limitSearch.js';
import { startTimer } from '../../concurrency/timer.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import { endpointOf } from '../../origin.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort, FilePort } from '../../ports/local.js';
import type { ObjectRef } from '../../ports/oss.js';
import { BucketCache } from '../engine/bucketCache.js';
import { CredentialBreaker } from '../engine/credentialBreaker.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { Publication } from '../publication.js';
import type { Multipart } from '../queueEntry.js';
import type { Expectation } from '../upload/compareObject.js';
import { discardMultipart } from '../upload/multipartUpload.js';
import { sendObject } from '../upload/sendObject.js';
import type { UploadContext, UploadEnd, UploadOutcome, UploadRequest } from '../upload/uploadContext.js';

/** The most files in progress at the same time. Most of them wait for a request slot. */
const atOnce = mostRequests;
const diskReads = 16;
/** The most bytes of file content that are kept in memory at the same time. */
const memoryBytes = 64 * 1024 * 1024;

/**
 * A file to upload by hand. `etag` identifies the existing object that the user agreed to replace. Without `etag`, the upload fails if the key already has
 * an object.
 */
export interface PlannedUpload {
  readonly publication: Publication;
  readonly etag?: string;
}

/** How much of an upload by hand is done: finished files, and bytes sent. */
interface UploadProgress {
  readonly files: number;
  readonly bytes: number;
}

/** The result of an upload by hand. Files that failed or were never started are listed separately. */
export interface UploadResult extends UploadProgress {
  /** The current object of each file that was uploaded or whose content was already in the bucket, by key. */
  readonly uploaded: ReadonlyMap<string, LedgerRecord>;
  /** The keys of failed or cancelled files whose request may have reached the cloud, so that the state of their objects is unknown. */
  readonly uncertain: ReadonlySet<string>;
  /** The files that failed. The error is `objectExists` if another author created or changed the object after the user was asked. */
  readonly failures: readonly { readonly upload: PlannedUpload; readonly error: AppError }[];
  /** The files that were never started or were cancelled, in the order of the upload. */
  readonly remaining: readonly PlannedUpload[];
  /** Whether the user cancelled the upload while files were left. */
  readonly cancelled: boolean;
}

/** The dependencies of uploads by hand. */
export interface UploadTools {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  readonly clock: Pick<ClockPort, 'now'>;
  /** Called after an upload that has replaced what another author wrote after the last look. The version before it can be restored. */
  onReplaced(object: ObjectRef): void;
}

/**
 * Uploads files by hand, several at a time. A failure stops the other files only if they would fail for the same reason, such as refused keys. Never throws.
 */
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
  const sender = new HandSender(tools, signal, stops);
  await forEachLimited(uploads, atOnce, async (upload) => {
    const { bucket, key } = upload.publication;
    if (stops.has(bucket.name) || signal.aborted) return;
    try {
      const told = {
        onBytes: (bytes: number) => count({ files: 0, bytes }),
        onSend: () => void uncertain.add(key),
      };
      const outcome = await sender.send({ ...upload, source: upload.publication }, told);
      if (!('record' in outcome) || !outcome.record) throw new AppError('objectExists', { subject: key });
      uploaded.set(key, outcome.record);
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
  return {
    ...done,
    uploaded,
    uncertain,
    failures,
    remaining: [...remaining],
    cancelled: signal.aborted && remaining.size > 0,
  };
}

/** An object to send by hand. `etag` is that of the object that the user agreed to replace. */
interface HandUpload extends Pick<UploadRequest, 'publication' | 'source' | 'added'> {
  readonly etag?: string;
}

/** Is told of additional bytes sent (negative after a restart), and before a request that may change the object. */
interface HandListener {
  onBytes?(bytes: number): void;
  onSend(): void;
}

/** Sends objects in the same way as publishing, but without the queue: nothing about a failed one is stored for a later retry. */
export class HandSender {
  private readonly withDiskSlot = createGate(diskReads);
  private readonly budget = new ByteBudget(memoryBytes, 0);
  private readonly buckets: BucketCache;
  private readonly tools: UploadTools;

  constructor(
    tools: UploadTools,
    private readonly signal: AbortSignal,
    private readonly stops = new FailureStops(),
  ) {
    // Files in progress when the keys are refused have more to send.
    const breaker = new CredentialBreaker({ isPaused: () => true });
    this.tools = { ...tools, cloud: breaker.guard(tools.cloud) };
    this.buckets = new BucketCache(tools.clock.now);
  }

  /** Sends one object. Tries a second time if the first attempt fails with `unavailable`. Rejects as the calls do. */
  async send<End extends UploadEnd = never>(
    upload: HandUpload,
    listener: HandListener,
    expect?: Expectation<End>,
  ): Promise<UploadOutcome | End> {
    for (let attempts = 0; ; attempts++) {
      try {
        return await this.attempt(upload, attempts, { transfer: new Transfer(listener), expect });
      } catch (error) {
        // The new object may be replaceable, or our own: check again once.
        if (attempts > 0 || !isErrorOf(error, 'unavailable')) throw error;
      }
    }
  }

  private async attempt<End extends UploadEnd>(
    { publication, source, added, etag }: HandUpload,
    attempts: number,
    { transfer, expect }: { readonly transfer: Transfer; readonly expect: Expectation<End> | undefined },
  ): Promise<UploadOutcome | End> {
    const request: UploadRequest = {
      publication: { ...publication, believedNew: etag === undefined },
      source,
      ...(added && { added }),
      at: this.tools.clock.now(),
      owesRefresh: false,
      attempts,
      approved: etag ?? '',
    };
    try {
      const outcome = await sendObject(request, this.toContext(publication, transfer), expect);
      if ('record' in outcome && outcome.record) transfer.reach(outcome.record.size);
      if (outcome.kind === 'sent') transfer.multipart = undefined;
      return outcome;
    } catch (error) {
      transfer.reach(0);
      throw error;
    } finally {
      await this.freeParts(publication, transfer);
    }
  }

  private toContext({ bucket, key }: ObjectRef, transfer: Transfer): UploadContext {
    const { cloud, files, clock, onReplaced } = this.tools;
    const { signal } = this;
    const limit = cloud.limits.of(endpointOf(bucket));
    const putPart: CloudPorts['oss']['putPart'] = async (...given) => {
      const part = await cloud.oss.putPart(...given);
      transfer.reach(transfer.bytes + part.size);
      return part;
    };
    return {
      cloud: { ...cloud, oss: { ...cloud.oss, putPart } },
      files,
      known: undefined,
      now: clock.now,
      startTimer: () => startTimer(clock),
      canForbidOverwrite: () => this.buckets.canForbidOverwrite(cloud.oss, bucket, signal),
      recordIntent: async () => transfer.listener.onSend(),
      onReplaced,
      saveMultipart: async (multipart) => {
        transfer.multipart = multipart;
      },
      withSlot: (use, work) =>
        limit.run(
          async () => {
            // Many files wait for a slot at the same time.
            if (this.stops.has(bucket.name)) throw new AppError('cancelled');
            return work();
          },
          { priority: use, subject: `${bucket.name}/${key}` },
        ),
      withDiskSlot: this.withDiskSlot,
      takeMemory: (bytes) => this.budget.take(bytes),
      signal,
    };
  }

  /** Runs after Cancel too. Remaining parts are left to the bucket's own rules for unfinished uploads. */
  private async freeParts(publication: ObjectRef, { multipart }: Transfer): Promise<void> {
    if (multipart) await discardMultipart(this.tools.cloud.oss, publication, multipart, new AbortController().signal);
  }
}

/** Counts the bytes sent for one file, and remembers its multipart upload until that is complete. */
class Transfer {
  bytes = 0;
  /** The multipart upload whose parts have not become an object. `undefined` if there is none. */
  multipart: Multipart | undefined;

  constructor(readonly listener: HandListener) {}

  /** Sets the number of bytes sent so far. */
  reach(bytes: number): void {
    this.listener.onBytes?.(bytes - this.bytes);
    this.bytes = bytes;
  }
}

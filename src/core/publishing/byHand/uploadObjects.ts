import { type Batch, counter, FailureStops, runBatch, type TransferProgress } from '../../concurrency/batch.js';
import { ByteBudget } from '../../concurrency/byteBudget.js';
import { createGate } from '../../concurrency/limit.js';
import { mostRequests } from '../../concurrency/limitSearch.js';
import { startTimer } from '../../concurrency/timer.js';
import { AppError, isErrorOf } from '../../errors.js';
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

/** The result of an upload by hand. The error of a file is `objectExists` if another author created or changed the object after the user was asked. */
export interface UploadResult extends Batch<PlannedUpload> {
  readonly bytes: number;
  /** The current object of each file that was uploaded or whose content was already in the bucket, by key. */
  readonly uploaded: ReadonlyMap<string, LedgerRecord>;
  /** The keys of failed or cancelled files whose request may have reached the cloud, so that the state of their objects is unknown. */
  readonly uncertain: ReadonlySet<string>;
}

/** The dependencies of uploads by hand. */
export interface UploadTools {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  readonly clock: Pick<ClockPort, 'now'>;
  /** Called after an upload that has replaced what another author wrote after the last look. The version before it can be restored. */
  onReplaced(object: ObjectRef): void;
}

/** Uploads files by hand, several at a time. Never throws. */
export async function uploadObjects(
  tools: UploadTools,
  uploads: readonly PlannedUpload[],
  onProgress: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  const count = counter(onProgress);
  const uploaded = new Map<string, LedgerRecord>();
  const uncertain = new Set<string>();
  const stops = new FailureStops();
  const sender = new HandSender(tools, signal, stops);
  const options = { atOnce, bucketOf: ({ publication }: PlannedUpload) => publication.bucket.name, stops, signal };
  const batch = await runBatch(uploads, options, async (upload) => {
    const { key } = upload.publication;
    const listener = {
      onBytes: (bytes: number) => count({ bytes }),
      onSend: () => void uncertain.add(key),
    };
    const outcome = await sender.send({ ...upload, source: upload.publication }, listener);
    if (!('record' in outcome) || !outcome.record) throw new AppError('objectExists', { subject: key });
    uploaded.set(key, outcome.record);
    uncertain.delete(key);
    count({ files: 1 });
  });
  return { ...batch, bytes: count({}).bytes, uploaded, uncertain };
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
      // Nothing is awaited without need, so that other files are stopped at once.
      const { multipart } = transfer;
      if (multipart) await this.freeParts(publication, multipart);
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
  private freeParts(publication: ObjectRef, multipart: Multipart): Promise<void> {
    return discardMultipart(this.tools.cloud.oss, publication, multipart, new AbortController().signal);
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

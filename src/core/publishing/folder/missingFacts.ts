import { AdaptiveGate, requestsAtOnce } from '../../concurrency/adaptiveGate.js';
import { createGate, forEachLimited } from '../../concurrency/limit.js';
import type { FilePort } from '../../ports/local.js';
import type { BucketRef, ObjectEntry, ObjectHead, OssPort } from '../../ports/oss.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { ContentDigest } from '../upload/compareObject.js';
import { digestFile } from '../upload/localFile.js';
import { knownMd5, type PlanFile, type PlanInput } from './comparePlan.js';

/** Simultaneous file reads. A large file has its own buffer. */
const diskReads = 8;

/** The folder of a plan's files, and the place of its objects. */
interface PlanPlace {
  readonly root: string;
  readonly bucket: BucketRef;
}

/** The facts that need no file reads. */
type PlanFacts = Pick<PlanInput, 'files' | 'objects' | 'ledger'>;

interface FactTools {
  readonly oss: Pick<OssPort, 'readObjectHead' | 'onDidPushBack'>;
  readonly files: FilePort;
}

/** Reads what the ledger and the listing lack: digests of files, and headers of objects. Throws `cancelled`. */
export async function readMissingFacts(
  { root, bucket }: PlanPlace,
  { files, objects, ledger }: PlanFacts,
  { oss, files: disk }: FactTools,
  signal: AbortSignal,
): Promise<Pick<PlanInput, 'files' | 'heads'>> {
  const heads = new Map<string, ObjectHead>();
  const digests = new Map<string, ContentDigest>();
  const needing = files.flatMap((file) => listMissing(file, objects.get(file.key), ledger(file.key)) ?? []);
  if (needing.length === 0) return { files, heads };
  const requests = new AdaptiveGate({ ...requestsAtOnce, urgentReserve: 0 });
  const listening = oss.onDidPushBack?.(() => requests.pushBack());
  const withDiskSlot = createGate(diskReads);
  let hasFailed = false;
  const readFacts = async ({ file: { key, inside }, object, head }: MissingFacts) => {
    // After a failure, waiting files are neither read nor sent.
    const digest = await withDiskSlot(async () => {
      const path = hasFailed ? undefined : await disk.realPath(`${root}/${inside}`);
      return path === undefined ? undefined : digestFile(disk, path, head === 'always', signal);
    });
    if (!digest) return;
    digests.set(key, digest);
    if (head === 'never' || (head === 'sameContent' && digest.md5 !== object.etag.toUpperCase())) return;
    const found = await requests.run(async () => (hasFailed ? undefined : oss.readObjectHead(bucket, key, signal)));
    if (found) heads.set(key, found);
  };
  try {
    await forEachLimited(needing, diskReads + requestsAtOnce.most, (facts) =>
      readFacts(facts).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      }),
    );
  } finally {
    listening?.dispose();
  }
  const withDigest = (file: PlanFile) => {
    const digest = digests.get(file.key);
    return digest ? { ...file, digest } : file;
  };
  return { files: files.map(withDigest), heads };
}

/** A file to read, and when to request the HEAD of its object: `always` for the CRC-64, `sameContent` for the headers alone. */
interface MissingFacts {
  readonly file: PlanFile;
  readonly object: ObjectEntry;
  readonly head: 'never' | 'sameContent' | 'always';
}

/** What a comparison still needs; `undefined` for nothing. */
function listMissing(
  file: PlanFile,
  object: ObjectEntry | undefined,
  known: LedgerRecord | undefined,
): MissingFacts | undefined {
  if (!object || object.size !== file.size) return undefined;
  if (known?.etag === object.etag && knownMd5(file, known) !== undefined) return undefined;
  // Any other ETag is not the MD5, such as of a multipart object. An ETag of this form that is not the MD5 either counts
  // as other content; its upload compares the CRC-64 and finds it unchanged.
  if (!/^[0-9A-F]{32}$/i.test(object.etag)) return { file, object, head: 'always' };
  const hasUnsureHeaders = known?.etag !== object.etag && Object.keys(file.headers).length > 0;
  return { file, object, head: hasUnsureHeaders ? 'sameContent' : 'never' };
}

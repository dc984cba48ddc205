import { mostRequests } from '../../core/concurrency/limitSearch.js';
import { createRequestLimits } from '../../core/concurrency/requestLimits.js';
import { isOssHost } from '../../core/origin.js';
import { createHttpsSend, type HttpsSend, type HttpsSender } from './httpsSend.js';

/** OSS closes a connection after a minute without requests. Ours close earlier, so that no request meets a closing one. */
const idleMs = 20_000;
/**
 * How long an idle connection to an RPC gateway is kept, ms. The vendor does not document when the gateways close one, and a change that is sent on a closing
 * connection is not retried. So a connection is reused only for calls in close succession.
 */
const gatewayIdleMs = 4_000;

/** The senders of this window. Their state is here because all output files share this one. */
const senders = {
  gateways: createHttpsSend({ idleMs: gatewayIdleMs }),
  others: createHttpsSend({ idleMs }),
};

/** The limits of the simultaneous requests of this window. */
export const requestLimits = createRequestLimits(() => performance.now(), readMostRequests);

/** Sends a request over the connections of this window, which the calls of all output files share. */
export const sendHttps: HttpsSend = (request) => senderFor(request.host)(request);

/** Returns functions that open this many connections of this window to a host, as `HttpsSender.openings` does. */
export function openingsOf(host: string, count: number): ReturnType<HttpsSender['openings']> {
  return senderFor(host).openings(host, count);
}

function senderFor(host: string): HttpsSender {
  return isGateway(host) ? senders.gateways : senders.others;
}

/** Returns whether a host is one of the vendor's, but not of OSS. */
function isGateway(host: string): boolean {
  return host.endsWith('.aliyuncs.com') && !isOssHost(host);
}

/** The share of the process's open files that one endpoint may use. Several endpoints, files and other extensions need some too. */
const shareOfFiles = 1 / 16;

/** Returns the highest limit of an endpoint: 256, or less if the process may open only few files and connections. */
function readMostRequests(): number {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  // Reading the interfaces takes long.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
  };
  report.excludeNetwork = excludeNetwork;
  const files = Number(userLimits?.open_files?.soft);
  // Windows states no limit, and others may state `unlimited`.
  return Number.isNaN(files) ? mostRequests : Math.max(1, Math.min(mostRequests, Math.floor(files * shareOfFiles)));
}

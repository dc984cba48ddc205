import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiRequest, ApiResponse, Fault, SandboxState, Service } from '../state/state.js';
import { logCall } from './callLog.js';
import { badGateway, proxyPage } from './errorPages.js';

/** What the caller receives: an answer, a broken connection, or nothing. */
export type Outcome =
  | { readonly kind: 'answer' | 'truncated' | 'drip' | 'flood'; readonly response: ApiResponse }
  | { readonly kind: 'reset' | 'silence' };

/** Faults of the response: the call is handled and its answer begins. */
const partial = ['truncated', 'drip', 'flood'] as const;

/** Runs one call through its service, with its injected fault, and logs it. */
export async function dispatch(service: Service, request: ApiRequest, state: SandboxState): Promise<Outcome> {
  const action = service.actionOf(request, state);
  const fault = takeFault(state, action, request.url);
  const noted = fault ? { action, fault } : { action };
  if (fault?.kind === 'resetBefore' || fault?.kind === 'silence') {
    logCall(state, service, request, noted);
    return { kind: fault.kind === 'silence' ? 'silence' : 'reset' };
  }
  if (service.isSilent?.(request, state)) {
    logCall(state, service, request, noted);
    return { kind: 'silence' };
  }
  const response = await answer(service, request, state, fault);
  logCall(state, service, request, { response, ...noted });
  if (fault?.kind === 'resetAfter') return { kind: 'reset' };
  if (fault?.kind === 'silenceAfter') return { kind: 'silence' };
  return { kind: partial.find((kind) => kind === fault?.kind) ?? 'answer', response };
}

async function answer(
  service: Service,
  request: ApiRequest,
  state: SandboxState,
  fault: Fault | undefined,
): Promise<ApiResponse> {
  if (fault?.kind === 'error') {
    return service.fault(fault.code ?? 'InternalError', fault.status ?? 500, request, state);
  }
  if (fault?.kind === 'html502') return badGateway;
  if (fault?.kind === 'html403') return proxyPage(fault.status);
  if (fault?.kind === 'latency') await sleep(fault.ms ?? 1000, undefined, { ref: false });
  try {
    return await service.handle(fault?.kind === 'corrupt' ? spoil(request) : request, state);
  } catch (error) {
    process.stderr.write(`sandbox: ${service.name} broke: ${error instanceof Error ? error.stack : error}\n`);
    return service.fault('InternalError', 500, request, state);
  }
}

/** Flips one bit of the request's body. */
function spoil(request: ApiRequest): ApiRequest {
  const body = Buffer.from(request.body);
  body[0] = (body[0] ?? 0) ^ 1;
  return { ...request, body };
}

/** Takes the next fault for this action (`*` for any) and path, unless it lets this call through. Counts it down and removes it at 0. */
function takeFault(state: SandboxState, action: string, url: string): Fault | undefined {
  const isAt = ({ path }: Fault) => path === undefined || path === url.split('?')[0];
  const fault = state.faults.find((each) => (each.action === action || each.action === '*') && isAt(each));
  if (!fault) return undefined;
  if (fault.after) {
    fault.after -= 1;
    return undefined;
  }
  fault.count -= 1;
  if (fault.count <= 0) state.faults.splice(state.faults.indexOf(fault), 1);
  return fault;
}

import type { ApiResponse, Fault, SandboxState } from '../state/state.js';

/** Takes the next fault meant for this action (`*` means any), counting it down and removing it once used up. */
export function takeFault(state: SandboxState, action: string): Fault | undefined {
  const fault = state.faults.find((candidate) => candidate.action === action || candidate.action === '*');
  if (!fault) return undefined;
  fault.count -= 1;
  if (fault.count <= 0) state.faults.splice(state.faults.indexOf(fault), 1);
  return fault;
}

/** The page of a proxy that reads into the connection and does not let the call through. */
export function proxyPage(status = 403): ApiResponse {
  const body = `<html><head><title>Access denied</title></head><body>Your network does not allow this (${status}).</body></html>`;
  return { status, headers: { 'Content-Type': 'text/html', Server: 'proxy' }, body };
}

/** The gateway's page when the machines behind it are down. */
export const badGateway = {
  status: 502,
  headers: { 'Content-Type': 'text/html', Server: 'Tengine' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
} as const;

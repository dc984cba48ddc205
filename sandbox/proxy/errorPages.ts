import type { ApiResponse } from '../state/state.js';

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

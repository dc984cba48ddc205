import type { ApiResponse } from '../state/state.js';

/** The page of an inspecting proxy that refuses the call. */
export function proxyPage(status = 403): ApiResponse {
  const body = `<html><head><title>Access denied</title></head><body>Your network does not allow this (${status}).</body></html>`;
  return { status, headers: { 'Content-Type': 'text/html', Server: 'proxy' }, body };
}

/** A page of the gateway in front of the cloud's servers. */
export function gatewayPage(status: number, words: string): ApiResponse {
  const title = `${status} ${words}`;
  const lines = ['<html>', `<head><title>${title}</title></head>`, '<body>', `<center><h1>${title}</h1></center>`];
  const body = [...lines, '</body>', '</html>', ''].join('\r\n');
  return { status, headers: { 'Content-Type': 'text/html', Server: 'Tengine' }, body };
}

/** The gateway's page when these servers are down. */
export const badGateway = gatewayPage(502, 'Bad Gateway');

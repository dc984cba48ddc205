// Replaces packages that only the SDKs' WebSocket, proxy, date or XML parts use. This extension never reaches that code.
module.exports = {};

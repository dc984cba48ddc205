// Stands in for packages that only the SDKs' WebSocket, proxy, date or XML parts use: code that is never reached here.
module.exports = {};

// Made by `npm run build` from src/engine: change it there.
import {
  messageOf
} from "./core-errors.js";
import {
  readJson
} from "./core-json.js";

// src/adapters/http.ts
async function readBody(response, maxBytes) {
  if (response.body === null) return "";
  let decoder = new TextDecoder(), text = "", bytes = 0;
  for await (let chunk of response.body) {
    if (bytes += chunk.length, bytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: !0 });
  }
  return text + decoder.decode();
}
var rootOf = (thrown) => thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown;
function codesOf(thrown) {
  if (typeof thrown != "object" || thrown === null) return [];
  let { code, cause, errors } = thrown, own = typeof code == "string" ? [code] : [], nested = [cause, ...Array.isArray(errors) ? errors : []].flatMap(codesOf);
  return [.../* @__PURE__ */ new Set([...own, ...nested])];
}
function describeFetchError(thrown, timeoutMs) {
  if (thrown instanceof Error && thrown.name === "TimeoutError")
    return `no answer within ${Math.round(timeoutMs / 100) / 10} s`;
  let codes = codesOf(thrown);
  return codes.length === 0 ? `the request failed: ${messageOf(rootOf(thrown))}` : `no connection (${codes.join(", ")})`;
}
var MAX_STATUS_PAGE_BYTES = 1024 * 1024, httpStatusPage = {
  async read(url, timeoutMs, signal) {
    let nothing = (message) => ({
      kind: "unavailable",
      message: `The status page ${url}: ${message}.`
    });
    try {
      let response = await fetch(url, {
        headers: { accept: "application/json", "cache-control": "no-cache" },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      }), body = await readBody(response, MAX_STATUS_PAGE_BYTES);
      if (response.status !== 200) return nothing(`HTTP ${response.status}`);
      if (body === null) return nothing("the answer is too long");
      let json = readJson(body);
      return json.ok ? { kind: "known", value: json.value } : nothing(`the answer is not JSON: ${json.fault}`);
    } catch (error) {
      return nothing(signal.aborted ? "the request was interrupted" : describeFetchError(error, timeoutMs));
    }
  }
};

export {
  readBody,
  rootOf,
  codesOf,
  describeFetchError,
  httpStatusPage
};

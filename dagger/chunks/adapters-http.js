// Made by `npm run build` from src/engine: change it there.
import {
  fillSecrets,
  headerSecrets
} from "./core-config-tools.js";
import {
  messageOf
} from "./core-errors.js";
import {
  readJson
} from "./core-json.js";

// src/adapters/http.ts
import { connect } from "node:net";
import { unescape as decoded } from "node:querystring";
async function readBeginning({ body }, maxBytes) {
  let decoder = new TextDecoder(), text = "", bytes = 0;
  for await (let chunk of body ?? [])
    if (bytes += chunk.length, text += decoder.decode(chunk, { stream: !0 }), bytes > maxBytes) return { text, isWhole: !1 };
  return { text: text + decoder.decode(), isWhole: !0 };
}
async function readBody(response, maxBytes) {
  let { text, isWhole } = await readBeginning(response, maxBytes);
  return isWhole ? text : null;
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
}, MAX_BODY_BYTES = 256 * 1024, fetching = (redirect) => async (address, { body, ...request }) => {
  let sent = { ...request, redirect, ...body === void 0 ? {} : { body } }, { status, headers, body: got } = await fetch(address, sent);
  return { status, headers: Object.fromEntries(headers), body: got };
};
function httpProber(nonce, nowMs, place = {}) {
  let { owns = () => !1, secret = () => null, mask: hide, ask = fetching("manual") } = place;
  return {
    async probe(check, url, timeoutMs) {
      let secrets = URL.canParse(url) ? await secretsOf(check, secret) : "it is no address to ask";
      if (typeof secrets == "string")
        return { kind: "error", asked: url, error: "unreachable", message: secrets, latencyMs: 0 };
      let started = nowMs(), latencyMs = () => nowMs() - started, { address, authorization } = addressOf(check, url, nonce), signal = AbortSignal.timeout(timeoutMs), headers = headersOf(check, authorization, secrets), asking = check.followRedirects ? fetching("follow") : ask;
      try {
        let response = await asking(address, { method: check.method, headers, body: check.body, signal }), { text: body, isWhole } = await readBeginning(response, MAX_BODY_BYTES);
        return {
          kind: "response",
          asked: address,
          status: response.status,
          headers: response.headers,
          body,
          ...isWhole ? {} : { readBytes: MAX_BODY_BYTES },
          latencyMs: latencyMs(),
          ...hide === void 0 ? {} : { hide }
        };
      } catch (error) {
        let failedAfterMs = latencyMs(), thrown = signal.aborted ? signal.reason : error, explained = await explain(thrown, address, timeoutMs, owns);
        return { kind: "error", asked: address, ...explained, latencyMs: failedAfterMs };
      }
    }
  };
}
async function secretsOf(check, given) {
  let values = /* @__PURE__ */ new Map();
  for (let name of headerSecrets(check)) {
    let value = await given(name)?.plaintext();
    if (value === void 0)
      return `it was not asked: its header needs the secret ${name}, which this run was not given`;
    let text = value.trim();
    if (/[^\t\x20-\x7e]/.test(text))
      return `it was not asked: the secret ${name} has characters that no header can have`;
    values.set(name, text);
  }
  return values;
}
function addressOf({ cacheBusting }, url, nonce) {
  let asked = new URL(url), { username, password } = asked;
  Object.assign(asked, { username: "", password: "" }), cacheBusting && (asked.search = [asked.search, `pipeline-probe=${nonce()}`].filter(Boolean).join("&"));
  let user = `${decoded(username)}:${decoded(password)}`, authorization = user === ":" ? null : `Basic ${Buffer.from(user).toString("base64")}`;
  return { address: asked.href, authorization };
}
function headersOf(check, authorization, secrets) {
  let given = Object.entries(check.headers);
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    connection: "close",
    ...check.body === void 0 ? {} : { "content-type": "text/plain;charset=UTF-8" },
    ...authorization === null ? {} : { authorization },
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), fillSecrets(value, secrets)]))
  };
}
async function explain(thrown, url, timeoutMs, owns) {
  let described = describeError(thrown, timeoutMs);
  return described.error !== "unreachable" && (!isAmbiguous(thrown, described) || await answersConnections(url)) ? described : owns(new URL(url).hostname) ? described.error === "timeout" ? described : GONE : described.error === "unreachable" ? described : { error: "unreachable", message: `${described.error === "timeout" ? `${described.message}: ` : ""}${UNREACHABLE}` };
}
var GONE = { error: "refused", message: "the service does not run" }, UNREACHABLE = "the host cannot be reached from here", isAmbiguous = (thrown, { error }) => error === "timeout" || codesOf(thrown).includes("ConnectionRefused");
function describeError(thrown, timeoutMs) {
  if (thrown instanceof Error && thrown.name === "TimeoutError")
    return { error: "timeout", message: `no answer within ${Math.round(timeoutMs)} ms` };
  let codes = codesOf(thrown), known = ERRORS.find(({ pattern }) => codes.some((code) => pattern.test(code)));
  return known === void 0 ? { error: "reset", message: `the request failed: ${messageOf(rootOf(thrown))}` } : { error: known.error, message: `${known.message} (${codes.join(", ")})` };
}
var ERRORS = [
  { pattern: /^(ECONNREFUSED|ConnectionRefused)$/, error: "refused", message: "connection refused" },
  {
    pattern: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/,
    error: "reset",
    message: "connection closed"
  },
  {
    pattern: /^(ETIMEDOUT|UND_ERR_.*TIMEOUT|ConnectionTimeout)$/,
    error: "timeout",
    message: "no answer in time"
  },
  {
    pattern: /^(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|DNSException|FailedToOpenSocket)$/,
    error: "unreachable",
    message: UNREACHABLE
  }
], CONNECT_MS = 2e3, ANSWERS = ["ECONNREFUSED", "ECONNRESET"];
function answersConnections(url) {
  let { protocol, hostname, port } = new URL(url), host = hostname.replace(/^\[(.*)\]$/, "$1");
  return new Promise((resolve) => {
    let socket = connect({ host, port: Number(port || DEFAULT_PORTS[protocol]) }), settle = (answer) => {
      clearTimeout(timer), socket.destroy(), resolve(answer);
    }, timer = setTimeout(() => settle(!1), CONNECT_MS);
    socket.once("connect", () => settle(!0)), socket.on("error", ({ code }) => settle(ANSWERS.includes(code ?? "")));
  });
}
var DEFAULT_PORTS = { "http:": 80, "https:": 443 };

export {
  readBody,
  describeFetchError,
  httpStatusPage,
  httpProber
};

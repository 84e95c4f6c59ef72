// Made by `npm run build` from src/engine: change it there.
import {
  retry
} from "./core-retry.js";
import {
  messageOf
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import {
  clip,
  plain
} from "./valibot.js";

// src/adapters/http-request.ts
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
var TIMEOUT_MS = 3e3, POLICY = { delaysMs: [300, 1e3], budgetMs: 5e3 }, MAX_ANSWER_BYTES = 256 * 1024;
function post(url, body, headersAt, { clock, signal }) {
  return retry(
    POLICY,
    { clock, signal },
    () => attempt(url, body, headersAt(), signal),
    ({ again }) => again
  ).then(({ posted }) => posted);
}
async function attempt(url, body, headers, signal) {
  let no = (why, again, refused = !1) => ({
    posted: { ok: !1, why, refused },
    again
  });
  try {
    let response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "content-type": "application/json", "user-agent": "release-pipeline", ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    }), text = await readBody(response, MAX_ANSWER_BYTES), { status, ok } = response;
    if (text === null) return no("the answer is too long", !1);
    if (ok) {
      let json = readJson(text);
      return { posted: { ok: !0, json: json.ok ? json.value : null }, again: !1 };
    }
    let said = text.trim() === "" ? "" : `, ${plain(clip(text.trim(), 200))}`, asked = Number(response.headers.get("retry-after") ?? Number.NaN), mayPass = status === 429 || status === 408 || status >= 500;
    return no(`HTTP ${status}${said}`, mayPass && asked >= 0 ? asked * 1e3 : mayPass, !mayPass);
  } catch (error) {
    if (signal.aborted) return no("there was no time left to ask", !1);
    let isSlow = error instanceof Error && error.name === "TimeoutError";
    return no(describeFetchError(error, TIMEOUT_MS), !isSlow);
  }
}

export {
  readBeginning,
  readBody,
  rootOf,
  codesOf,
  describeFetchError,
  post
};

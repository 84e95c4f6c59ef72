// Made by `npm run build` from src/engine: change it there.
import {
  describeFetchError,
  parseRemote,
  readBody
} from "./core-github-remote.js";
import {
  clip,
  counted,
  messageOf,
  plain,
  readJson,
  sentence
} from "./core-reasons.js";

// src/core/github/place.ts
var GITHUB_API = "https://api.github.com", CONFIGURE = "name it with github.repository in pipeline.json";
function githubPlace({ repository, apiUrl }, remote, environmentApiUrl) {
  let origin = remote === null ? null : parseRemote(remote), hosted = origin === null ? null : apiOf(origin.host), api = apiUrl ?? environmentApiUrl ?? hosted ?? GITHUB_API;
  if (apiUrl !== void 0 && !isTrusted(apiUrl, [environmentApiUrl, hosted, GITHUB_API], origin?.host)) {
    let where = origin === null ? "there is no remote origin on that host" : `the remote origin is on ${origin.host}`;
    return { kind: "unavailable", message: `github.apiUrl is ${apiUrl}, but ${where}.` };
  }
  return repository !== void 0 ? { kind: "known", value: { repository, apiUrl: api } } : remote === null ? {
    kind: "unavailable",
    message: `There is no remote origin that tells the repository on GitHub; ${CONFIGURE}.`
  } : origin === null || !answersFor(api, origin.host) ? { kind: "skipped", why: `the remote origin is on ${origin === null ? "a directory" : origin.host}, not on GitHub` } : /^[\w.-]+\/[\w.-]+$/.test(origin.path) ? { kind: "known", value: { repository: origin.path, apiUrl: api } } : {
    kind: "unavailable",
    message: `The remote origin names no OWNER/NAME: ${clip(origin.path)}; ${CONFIGURE}.`
  };
}
function apiOf(host) {
  return host === "github.com" ? GITHUB_API : host.endsWith(".ghe.com") ? `https://api.${host}` : null;
}
function answersFor(apiUrl, host) {
  let { hostname } = new URL(apiUrl);
  return hostname === host || hostname === `api.${host}` || isLoopback(hostname);
}
var isTrusted = (apiUrl, known, host) => known.some((url) => url !== null && new URL(url).origin === new URL(apiUrl).origin) || answersFor(apiUrl, host ?? ""), isLoopback = (hostname) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

// src/adapters/github/links.ts
function nextPage(link) {
  let next = (link ?? "").split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?\s*(;|$)/i.test(part));
  return next === void 0 ? null : /^\s*<([^>]*)>/.exec(next)?.[1] ?? null;
}

// src/adapters/github/exchange.ts
var API_VERSION = "2022-11-28", MAX_BODY_BYTES = 16 * 1024 * 1024;
async function exchange(request) {
  let { method, url, token, body, timeoutMs, signal } = request;
  try {
    let response = await fetch(url, {
      method,
      headers: headersOf(request),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...body === void 0 ? {} : { body }
    }), text = await readBody(response, MAX_BODY_BYTES);
    return text === null ? { kind: "none", message: "the answer is too long", retry: !1 } : { kind: "answer", status: response.status, headers: response.headers, body: text };
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    let message = describeFetchError(error, timeoutMs);
    return { kind: "none", message: token === null ? message : message.replaceAll(token, "***"), retry: !0 };
  }
}
var INTERRUPTED = { kind: "none", message: "the request was interrupted", retry: !1 }, headersOf = ({ token, body }) => ({
  accept: "application/vnd.github+json",
  "x-github-api-version": API_VERSION,
  "user-agent": "release-pipeline",
  ...body === void 0 ? {} : { "content-type": "application/json" },
  ...token === null ? {} : { authorization: `Bearer ${token}` }
});

// src/adapters/github/rate-limit.ts
function rateLimitDelay(status, headers, body, now) {
  if (status !== 403 && status !== 429) return null;
  let seconds = wholeNumber(headers.get("retry-after"));
  if (seconds !== null) return seconds * 1e3;
  let reset = wholeNumber(headers.get("x-ratelimit-reset"));
  return headers.get("x-ratelimit-remaining") === "0" && reset !== null ? Math.max(0, reset * 1e3 - now.getTime()) + 1e3 : status === 429 || /secondary rate limit/i.test(body) ? 6e4 : null;
}
var wholeNumber = (text) => text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;

// src/adapters/github/persist.ts
var RETRY_DELAYS_MS = [500, 2e3, 6e3];
async function persist(request, { clock, say, maxWaitMs }) {
  let retryDelaysMs = request.method === "POST" ? [] : [...RETRY_DELAYS_MS], waitedMs = 0;
  for (; ; ) {
    let seen = await exchange(request), limitMs = seen.kind === "answer" ? rateLimitDelay(seen.status, seen.headers, seen.body, clock.now()) : null;
    if (limitMs !== null) {
      if (waitedMs += Math.max(limitMs, 1e3), waitedMs > maxWaitMs) return { kind: "none", message: exhausted(limitMs), retry: !1 };
      say(`waiting ${Math.ceil(limitMs / 1e3)} s for GitHub's rate limit`);
    }
    let spoilt = seen.kind === "none" ? seen.retry : seen.status >= 500, delayMs = limitMs ?? (spoilt ? retryDelaysMs.shift() : void 0);
    if (delayMs === void 0) return seen;
    try {
      await clock.sleep(delayMs, request.signal);
    } catch {
      return INTERRUPTED;
    }
  }
}
var exhausted = (limitMs) => `the rate limit is used up for another ${counted(Math.ceil(limitMs / 1e3), "second")}`;

// src/adapters/github/token.ts
function tokenFault(token, url) {
  if (token === "") return "the GitHub token is empty";
  if (!/^[\x21-\x7e]+$/.test(token)) return "the GitHub token holds characters that no token has";
  let { protocol, hostname } = new URL(url);
  return protocol === "https:" || isLoopback(hostname) ? null : "the GitHub token is not sent over plain HTTP; use an https:// address";
}

// src/adapters/github/client.ts
var GITHUB_API2 = "https://api.github.com", TIMEOUT_MS = 2e4, MAX_WAIT_MS = 12e4, MAX_REDIRECTS = 3, MAX_PAGES = 50;
function githubClient(settings) {
  let { clock, signal, say, timeoutMs = TIMEOUT_MS, maxWaitMs = MAX_WAIT_MS } = settings, base = (settings.apiUrl ?? GITHUB_API2).replace(/\/+$/, ""), read = null;
  async function tokenOf() {
    if (settings.token === null) return { token: null };
    read ??= settings.token().then((text) => text.trim());
    try {
      let token = await read, fault = tokenFault(token, base);
      return fault === null ? { token } : { fault };
    } catch (error) {
      return { fault: `the GitHub token cannot be read: ${messageOf(error)}` };
    }
  }
  async function request(method, address, content) {
    let at = describe(method, address, base), told = (answer, link = null) => ({ answer, link }), authorized = await tokenOf();
    if ("fault" in authorized) return told(failed(`${at}: ${authorized.fault}.`));
    let body = content === void 0 ? void 0 : JSON.stringify(content), url = address;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      let asked = { method, url, token: authorized.token, body, timeoutMs, signal }, seen = await persist(asked, { clock, say, maxWaitMs });
      if (seen.kind === "none") return told(failed(`${at}: ${seen.message}.`));
      let { status, headers } = seen;
      if (status === 404) return told({ kind: "absent" });
      if (status >= 200 && status < 300) return told(readAnswer(at, seen.body), headers.get("link"));
      if (method !== "GET" || !REDIRECTS.includes(status))
        return told(failed(`${at}: ${refusal(seen)}`, status));
      let target = sameOrigin(headers.get("location"), url);
      if (target === null) return told(failed(`${at}: HTTP ${status} leads to another server.`, status));
      url = target;
    }
    return told(failed(`${at}: redirected more than ${counted(MAX_REDIRECTS, "time")}.`));
  }
  return {
    get: async (path) => (await request("GET", base + path)).answer,
    send: async (method, path, content) => (await request(method, base + path, content)).answer,
    async getAll(path, pick) {
      let items = [], url = base + path, at = describe("GET", url, base);
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        let { answer, link } = await request("GET", url);
        if (answer.kind !== "found") return answer;
        let picked = pick(answer.value);
        if (picked === null) return failed(`${at}: the answer does not have the expected shape.`);
        items.push(...picked);
        let address = nextPage(link);
        if (address === null) return { kind: "found", value: items };
        let target = sameOrigin(address, url);
        if (target === null) return failed(`${at}: the next page is on another server.`);
        url = target;
      }
      return failed(`${at}: there are more than ${counted(MAX_PAGES, "page")}.`);
    }
  };
}
var REDIRECTS = [301, 302, 307, 308], failed = (message, status = null) => ({
  kind: "failed",
  status,
  message
}), describe = (method, url, base) => `GitHub, ${method} ${plain(clip(url.replace(base, ""), 200))}`;
function sameOrigin(address, url) {
  if (address === null || !URL.canParse(address, url)) return null;
  let target = new URL(address, url);
  return target.origin === new URL(url).origin ? target.href : null;
}
function readAnswer(at, body) {
  if (body === "") return { kind: "found", value: null };
  let json = readJson(body);
  return json.ok ? { kind: "found", value: json.value } : failed(`${at}: the answer is not JSON: ${json.fault}.`);
}
function refusal({ status, body }) {
  let json = readJson(body), { message } = Object(json.ok ? json.value : null), said = typeof message == "string" && message !== "" ? `, ${plain(clip(message, 200))}` : "";
  return `${sentence(`HTTP ${status}${said}`)}${HINTS[status] ?? ""}`;
}
var HINTS = {
  401: " The token is not valid, or has expired.",
  403: " The token may not do this."
};

export {
  githubPlace,
  githubClient
};

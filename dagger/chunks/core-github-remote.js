// Made by `npm run build` from src/engine: change it there.
import {
  messageOf
} from "./core-reasons.js";

// src/core/github/remote.ts
function parseRemote(url) {
  let short = /^(?:[^@/\s]+@)?([^:/@\s]+):(?!\/\/)(.+)$/.exec(url), [host, path] = short === null ? partsOf(url) : [short[1], short[2]];
  return !host || !path ? null : { host: SAME[host.toLowerCase()] ?? host.toLowerCase(), path: trimPath(path) };
}
function partsOf(url) {
  if (!/^(https?|ssh|git):\/\//.test(url) || !URL.canParse(url)) return [];
  let { hostname, pathname } = new URL(url);
  return [hostname, pathname];
}
var SAME = { "ssh.github.com": "github.com" }, trimPath = (path) => path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
function remoteUrl(config, remote) {
  let section = "";
  for (let line of config.split(`
`)) {
    let head = /^\s*\[([^\]]*)\]/.exec(line);
    head !== null && (section = head[1].trim());
    let value = /^\s*url\s*=\s*(.*?)\s*$/i.exec(line.replace(/^\s*\[[^\]]*\]/, ""));
    if (value !== null && section === `remote "${remote}"`)
      return value[1].replace(/^"(.*)"$/, "$1");
  }
  return null;
}

// src/adapters/fetch-error.ts
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

// src/adapters/read-body.ts
async function readBody(response, maxBytes) {
  if (response.body === null) return "";
  let decoder = new TextDecoder(), text = "", bytes = 0;
  for await (let chunk of response.body) {
    if (bytes += chunk.length, bytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: !0 });
  }
  return text + decoder.decode();
}

export {
  rootOf,
  codesOf,
  describeFetchError,
  readBody,
  parseRemote,
  remoteUrl
};

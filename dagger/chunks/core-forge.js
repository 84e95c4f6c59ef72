// Made by `npm run build` from src/engine: change it there.
import {
  parseCiRun
} from "./core-ledger-owner.js";
import {
  shortSha
} from "./core-stage.js";
import {
  clip
} from "./valibot.js";

// src/core/forge.ts
function forgeOf(remote, servers = {}) {
  let place = remote === null ? null : parseRemote(remote);
  if (place === null || !/^[a-z\d.-]+$/.test(place.host) || !/^[\w.-]+(\/[\w.-]+)+$/.test(place.path))
    return null;
  let { host, path } = place, isNamed = (url) => !!url && URL.canParse(url) && new URL(url).hostname === host, address = `https://${host}/${path}`;
  return host === "github.com" || host.endsWith(".ghe.com") || isNamed(servers.github) || isNamed(servers.githubApi) ? { kind: "github", address } : host.startsWith("gitlab.") || isNamed(servers.gitlab) ? { kind: "gitlab", address } : null;
}
var encoded = (text) => encodeURIComponent(text).replace(/[()'*!~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`), page = ({ kind, address }, rest) => `${address}${kind === "gitlab" ? "/-" : ""}/${rest}`, commitUrl = (forge, sha) => page(forge, `commit/${encoded(sha)}`), tagUrl = (forge, tag) => forge.kind === "github" ? page(forge, `releases/tag/${encoded(tag)}`) : page(forge, `tags/${encoded(tag)}`), compareUrl = (forge, from, to) => page(forge, `compare/${encoded(shortSha(from))}...${encoded(shortSha(to))}`);
function runUrl(ciRun, forge) {
  let run = parseCiRun(ciRun);
  return run === null ? null : `${forge?.kind === "github" ? new URL(forge.address).origin : "https://github.com"}/${run.repository}/actions/runs/${run.runId}/attempts/${run.attempt}`;
}
var NAMED = {
  github: /\(#(\d{1,9})\)|^Merge pull request #(\d{1,9})\b/g,
  gitlab: /\(!(\d{1,9})\)/g
}, changeRequests = (forge, subject) => [...subject.matchAll(NAMED[forge.kind])].map(([, first, second]) => {
  let number = first ?? second;
  return forge.kind === "github" ? { name: `#${number}`, url: page(forge, `pull/${number}`) } : { name: `!${number}`, url: page(forge, `merge_requests/${number}`) };
}), GITHUB_API = "https://api.github.com", CONFIGURE = "name it with github.repository in pipeline.json";
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
var apiOf = (host) => host.endsWith(".ghe.com") ? `https://api.${host}` : null;
function answersFor(apiUrl, host) {
  let { hostname } = new URL(apiUrl);
  return hostname === host || hostname === `api.${host}` || isLoopback(hostname);
}
var isTrusted = (apiUrl, known, host) => known.some((url) => url !== null && new URL(url).origin === new URL(apiUrl).origin) || answersFor(apiUrl, host ?? ""), isLoopback = (hostname) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
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

export {
  forgeOf,
  commitUrl,
  tagUrl,
  compareUrl,
  runUrl,
  changeRequests,
  githubPlace,
  isLoopback
};

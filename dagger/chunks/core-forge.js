// Made by `npm run build` from src/engine: change it there.
import {
  parseCiRun
} from "./core-ledger-runner.js";
import {
  parseRemote
} from "./core-github-place.js";
import {
  shortSha
} from "./core-stage.js";

// src/core/forge.ts
function forgeOf(remote, servers = {}) {
  let place = remote === null ? null : parseRemote(remote);
  if (place === null || !/^[a-z\d.-]+$/.test(place.host) || !/^[\w.-]+(\/[\w.-]+)+$/.test(place.path))
    return null;
  let { host, path } = place, isNamed = (url) => !!url && URL.canParse(url) && new URL(url).hostname === host, address = `https://${host}/${path}`;
  return host === "github.com" || host.endsWith(".ghe.com") || isNamed(servers.github) || isNamed(servers.githubApi) ? { kind: "github", address } : host === "gitlab.com" || host.startsWith("gitlab.") || isNamed(servers.gitlab) ? { kind: "gitlab", address } : null;
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
});

export {
  forgeOf,
  commitUrl,
  tagUrl,
  compareUrl,
  runUrl,
  changeRequests
};

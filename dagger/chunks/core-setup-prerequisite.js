// Made by `npm run build` from src/engine: change it there.
import {
  counted
} from "./valibot.js";

// src/core/setup/prerequisite.ts
var repositoryPath = ({ owner, repository }) => `/repos/${owner}/${repository}`, nameOf = ({ id, stage }) => stage === null ? id : `${id} ${stage}`, ok = (detail) => ({ state: "ok", detail, changes: [] }), missing = (detail, ...changes) => ({
  state: "missing",
  detail,
  changes
}), differs = (detail, ...changes) => ({
  state: "differs",
  detail,
  changes
}), unknown = (detail) => ({ state: "unknown", detail, changes: [] }), judged = (fact, judge) => fact.kind === "known" ? judge(fact.value) : unseen(fact), unseen = (fact) => fact.kind === "skipped" ? { ...unknown(fact.why), asked: !1 } : unknown(fact.message), prerequisite = (id, title, stage, verdict, optional = !1) => ({ id, title, stage, optional, asked: !0, byHand: [], secret: null, ...verdict }), iam = (action, parameters) => ({
  on: "aws",
  action,
  parameters
}), github = (method, path, content = null) => ({ on: "github", method, path, content }), commandOf = (change) => change.on === "aws" ? awsCommand(change) : githubCommand(change);
function awsCommand({ action, parameters }) {
  let options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...value === !0 ? [] : [value].flat().map((word) => quoted(String(word)))
  ]);
  return ["aws", "iam", kebab(action), ...options].join(" ");
}
function githubCommand({ method, path, content }) {
  let call = `gh api --method ${method} ${quoted(path)}`;
  return content === null ? call : `printf %s ${quoted(JSON.stringify(content))} | ${call} --input -`;
}
var kebab = (name) => name.replace(/([a-z])([A-Z])/g, "$1-$2").replace(/([A-Z])([A-Z][a-z])/g, "$1-$2").toLowerCase(), quoted = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
function tally(prerequisites) {
  let needed = prerequisites.filter(({ optional }) => !optional), met = needed.filter(({ state }) => state === "ok").length;
  return met === needed.length ? `all ${counted(met, "prerequisite")} are met` : `${met} of ${counted(needed.length, "prerequisite")} are met`;
}

export {
  repositoryPath,
  nameOf,
  ok,
  missing,
  differs,
  unknown,
  judged,
  unseen,
  prerequisite,
  iam,
  github,
  commandOf,
  tally
};
